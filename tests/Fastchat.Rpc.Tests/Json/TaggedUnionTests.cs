using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Json;

public sealed class TaggedUnionTests
{
    [Fact]
    public void Read_TagLast_IsFound() => Assert.Equal(
        """{"type":"image_url","url":"u","labels":[],"id":"7"}""",
        Shaped.Echo<Part>("""{"labels":[],"nested":{"type":"text"},"url":"u","id":"7","type":"image_url"}"""));

    [Fact]
    public void Read_MemberOfAnotherTag_IsIgnored() => Assert.Equal("""{"type":"text","text":"a"}""", Shaped.Echo<Part>("""{"type":"text","text":"a","url":5}"""));

    [Fact]
    public void Read_TagTwice_TheLastWins() => Assert.Equal("""{"type":"text","text":"a"}""", Shaped.Echo<Part>("""{"type":"image_url","text":"a","type":"text"}"""));

    [Theory]
    [InlineData("{}", "type is required; it must be one of \"text\", \"image_url\".")]
    [InlineData("""{"type":"image"}""", "type must be one of \"text\", \"image_url\", but is \"image\".")]
    [InlineData("""{"type":5}""", "type must be a string, but is a number.")]
    [InlineData("""{"type":null}""", "type must be a string, but is null.")]
    public void Read_NoKnownTag_NamesAllTags(string json, string message) => Assert.Equal(message, Shaped.Refused<Part>(json).Message);

    [Theory]
    [InlineData("""{"text":"a"}""")]
    [InlineData("""{"text":"a","type":null}""")]
    [InlineData("""{"text":"a","type":"text"}""")]
    public void Read_NoTagWhereOneIsTheDefault_IsThatMember(string json) => Assert.Equal("""{"type":"text","text":"a"}""", Shaped.Echo<LoosePart>(json));

    [Fact]
    public void Read_AnotherTagThanTheDefault_IsItsMember() => Assert.Equal("""{"type":"image_url","url":"u","labels":[]}""", Shaped.Echo<LoosePart>("""{"url":"u","type":"image_url"}"""));

    [Theory]
    [InlineData("""{"type":"\ud800"}""")]
    [InlineData("""{"\ud8":1,"type":"text"}""")]
    [InlineData("""{"\ud800":1,"type":"text"}""")]
    [InlineData("""{"\ud800\ud800\ud800\ud800":1,"type":"text"}""")]
    [InlineData("""{"typ\ud800":1,"type":"text"}""")]
    public void Read_LoneSurrogateBesideTheTag_IsRefused(string json) => Assert.Equal("INVALID_JSON", Shaped.Refused<Part>(json).Reason);

    [Theory]
    [InlineData("""{"type":"text.delta","data":{"text":"a"},"sequence":7}""")]
    [InlineData("""{"type":"picture","data":{"url":"u","labels":["l"]},"sequence":7}""")]
    [InlineData("""{"type":"open","data":{"x":[1]},"sequence":7}""")]
    [InlineData("""{"type":"parts","data":[{"type":"text","text":"a"}],"sequence":7}""")]
    public void ReadWrite_Content_StandsInItsProperty(string json) => Assert.Equal(json, Shaped.Echo<Event>(json));

    [Fact]
    public void Write_NoMember_WritesNoTag() => Assert.Equal("""{"sequence":7}""", ShapedJson.Format(new Event { Sequence = 7 }));

    [Fact]
    public void Content_BeforeTheTag_IsRead() => Assert.Equal("a", Shaped.Read<Event>("""{"data":{"text":"a"},"type":"text.delta"}""").Delta.Text);

    [Fact]
    public void Content_Absent_IsAnEmptyMember() => Assert.Equal(Event.EventOneofCase.Delta, Shaped.Read<Event>("""{"type":"text.delta"}""").EventCase);

    [Fact]
    public void Content_Twice_TheLastWins() =>
        Assert.Equal(["b"], Shaped.Read<Event>("""{"type":"picture","data":{"url":"u","labels":["a"]},"data":{"labels":["b"]}}""").Picture.Labels);

    [Theory]
    [InlineData("""{"type":"text.delta","data":5}""", "data")]
    [InlineData("""{"type":"picture","data":{"labels":["a",1]}}""", "data.labels[1]")]
    public void Content_Wrong_IsRefusedByPath(string json, string path) => Assert.Equal(path, Shaped.Refused<Event>(json).Path);

    [Fact]
    public void Content_DeepButWithinTheLimit_IsRead()
    {
        var deep = new string('[', 40) + new string(']', 40);

        Assert.Equal($$$"""{"type":"open","data":{"a":{{{deep}}}},"sequence":0}""", Shaped.Echo<Event>($$$"""{"type":"open","data":{"a":{{{deep}}}}}"""));
    }

    [Fact]
    public void Content_TooDeep_IsRefusedAsSuch() =>
        Assert.Equal("The body nests deeper than 100.", Shaped.Refused<Event>($$$"""{"type":"open","data":{"a":{{{new string('[', 200)}}}1{{{new string(']', 200)}}}}}""").Message);
}
