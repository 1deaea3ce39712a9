using Grpc.Core;

namespace Fastchat.Rpc.Api;

public sealed class MetadataEntryTests
{
    [Fact]
    public void Key_InUpperCase_IsLowered() => Assert.Equal("x-a.b_c", new Metadata.Entry("X-A.B_C", "1").Key);

    [Theory]
    [InlineData("x y")]
    [InlineData("x:y")]
    [InlineData("ä")]
    [InlineData("")]
    public void Key_WithOtherCharacters_IsRefused(string key) => Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "1"));

    [Fact]
    public void Key_Binary_TakesBytesAndNothingElse()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x-bin", "text"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x", [1]));
        Assert.Throws<InvalidOperationException>(() => new Metadata.Entry("x-bin", [1]).Value);
    }

    [Fact]
    public void Get_ManyOfOneKey_GivesTheLast()
    {
        var metadata = new Metadata { { "x", "1" }, { "X", "2" } };

        Assert.Equal("2", metadata.GetValue("x"));
        Assert.Equal(["1", "2"], metadata.GetAll("X").Select(e => e.Value));
        Assert.Null(metadata.GetValue("y"));
    }

    [Fact]
    public void Empty_CannotBeChanged() => Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("x", "1"));
}
