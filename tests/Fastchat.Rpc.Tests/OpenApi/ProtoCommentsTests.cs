using Fastchat.Rpc.WireTest.OpenApi;

namespace Fastchat.Rpc.OpenApi;

public sealed class ProtoCommentsTests
{
    private static readonly ProtoComments Comments = new([Described.Sources]);

    [Fact]
    public void Of_EachKindOfElement_IsTheCommentAboveIt()
    {
        var service = OpenapiReflection.Descriptor.Services[0];

        Assert.Equal("Things, well documented.\n\nIn two paragraphs.", Comments.Of(service));
        Assert.Equal("Replaces a thing.", Comments.Of(service.FindMethodByName("ReplaceThing")));
        Assert.Equal("A thing.", Comments.Of(Thing.Descriptor));
        Assert.Equal("Its old name.", Comments.Of(Thing.Descriptor.FindFieldByName("former")));
        Assert.Equal("How much.", Comments.Of(OpenapiReflection.Descriptor.EnumTypes[0]));
        Assert.Equal("A little.", Comments.Of(OpenapiReflection.Descriptor.EnumTypes[0].FindValueByNumber(1)));
    }

    [Fact]
    public void Of_WithoutSources_IsEmpty() => Assert.Equal("", new ProtoComments([]).Of(Thing.Descriptor));

    [Theory]
    [InlineData("name", true)]
    [InlineData("nickname", false)]
    [InlineData("detail", false)]
    public void IsRequired_Field_AsItsCommentSays(string field, bool required) =>
        Assert.Equal(required, Comments.IsRequired(Thing.Descriptor.FindFieldByName(field)));

    [Theory]
    [InlineData("Reads a thing.", "Reads a thing")]
    [InlineData("Reads a thing. It is there.", "Reads a thing")]
    [InlineData("Reads v1.2 of it", "Reads v1.2 of it")]
    [InlineData("Reads.\n\nMore.", "Reads")]
    [InlineData("", "")]
    public void Summary_Comment_IsItsFirstSentence(string comment, string summary) => Assert.Equal(summary, ProtoComments.Summary(comment));
}
