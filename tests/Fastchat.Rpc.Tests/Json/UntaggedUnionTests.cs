using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Json;

public sealed class UntaggedUnionTests
{
    [Theory]
    [InlineData("""{"name":"n","choice":"auto"}""")]
    [InlineData("""{"name":"n","choice":""}""")]
    [InlineData("""{"name":"n","choice":0.5}""")]
    [InlineData("""{"name":"n","choice":0}""")]
    [InlineData("""{"name":"n","choice":false}""")]
    [InlineData("""{"name":"n","choice":["a","b"]}""")]
    [InlineData("""{"name":"n","choice":[]}""")]
    [InlineData("""{"name":"n","choice":{"text":"t"}}""")]
    [InlineData("""{"name":"n"}""")]
    public void ReadWrite_EachKindOfValue_IsItsMember(string json) => Assert.Equal(json, Shaped.Echo<Choice>(json));

    [Fact]
    public void Read_Null_IsAbsent() => Assert.Equal(Choice.ChoiceOneofCase.None, Shaped.Read<Choice>("""{"choice":null}""").ChoiceCase);

    [Theory]
    [InlineData("""{"choice":1,"choice":"a"}""", """{"name":"","choice":"a"}""")]
    [InlineData("""{"choice":["a"],"choice":["b"]}""", """{"name":"","choice":["b"]}""")]
    [InlineData("""{"choice":1,"choice":null}""", """{"name":""}""")]
    public void Read_Twice_TheLastWins(string json, string expected) => Assert.Equal(expected, Shaped.Echo<Choice>(json));

    [Fact]
    public void Read_WrongKindInside_IsRefusedByPath() => Assert.Equal("choice[1]", Shaped.Refused<Choice>("""{"choice":["a",1]}""").Path);

    [Theory]
    [InlineData("\"hi\"")]
    [InlineData("[]")]
    [InlineData("""[{"type":"text","text":"a"},{"type":"image_url","url":"u","labels":["l"],"id":"7"}]""")]
    public void WholeMessage_EachKindOfValue_IsItsMember(string content) => Assert.Equal(content, Shaped.Echo<Content>(content));

    [Fact]
    public void WholeMessage_WrongKind_SaysWhatIsWanted()
    {
        var refused = Shaped.Refused<Conversation>("""{"messages":[{"role":"user","content":"a"},{"role":"user","content":5}]}""");

        Assert.Equal("messages[1].content must be a string or a list, but is 5.", refused.Message);
    }

    [Fact]
    public void WholeMessage_Unset_IsNull() => Assert.Equal("null", ShapedJson.Format(new Content()));

    [Theory]
    [InlineData("""{"messages":[{},{},{"role":"boss"}]}""", "messages[2].role")]
    [InlineData("""{"messages":[{"content":[{"type":"text","text":5}]}]}""", "messages[0].content[0].text")]
    [InlineData("""{"messages":[{"content":[{"type":"text","text":"a"},{"type":"sound"}]}]}""", "messages[0].content[1].type")]
    [InlineData("""{"messages":[{"content":[{"text":"a"}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"messages":[5]}""", "messages[0]")]
    [InlineData("""{"messages":{}}""", "messages")]
    public void Read_WrongDeepInside_IsRefusedByPath(string json, string path) => Assert.Equal(path, Shaped.Refused<Conversation>(json).Path);
}
