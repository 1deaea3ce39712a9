using System.Text;
using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Json;

public sealed class ShapedJsonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("{")]
    [InlineData("""{"text":"a"} x""")]
    [InlineData("""{"text":"a"}{}""")]
    [InlineData("""{"text":"a",}""")]
    [InlineData("""{text:"a"}""")]
    [InlineData("""{"text":'a'}""")]
    [InlineData("// comment\n{}")]
    [InlineData("""{"text":"\x"}""")]
    [InlineData("""{"text":"\ud800"}""")]
    [InlineData("""{"text":"\udc00\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"open":{"\ud800":1}}""")]
    [InlineData("""{"counts":{"\ud800":1}}""")]
    [InlineData("""{"small":01}""")]
    [InlineData("""{"number":NaN}""")]
    public void Read_NoJson_IsInvalidJson(string json) => Assert.Equal("INVALID_JSON", Shaped.Refused<Scalars>(json).Reason);

    [Theory]
    [InlineData("[]", "The body must be an object, but is a list.")]
    [InlineData("null", "The body must be an object, but is null.")]
    [InlineData("\"x\"", "The body must be an object, but is a string.")]
    [InlineData("5", "The body must be an object, but is 5.")]
    public void Read_NoObject_SaysWhatCame(string json, string message)
    {
        var refused = Shaped.Refused<Scalars>(json);

        Assert.Equal((message, "INVALID_VALUE", (string?)null), (refused.Message, refused.Reason, refused.Path));
    }

    [Fact]
    public void Read_BrokenJson_SaysLineAndByte() => Assert.Equal("The body is not valid JSON: line 2, byte 3.", Shaped.Refused<Scalars>("{\n  x").Message);

    [Fact]
    public void Read_InvalidUtf8_IsInvalidJson()
    {
        byte[] json = [.. "{\"text\":\""u8, 0xc3, 0x28, .. "\"}"u8];

        Assert.Equal("The body is not UTF-8.", Assert.Throws<JsonShapeException>(() => ShapedJson.Read(json, Scalars.Descriptor, 100)).Message);
    }

    [Theory]
    [InlineData("""{"text":"a","text":"b"}""", """ "text":"b" """)]
    [InlineData("""{"text":"a","text":null}""", """ "text":"" """)]
    [InlineData("""{"numbers":[1,2],"numbers":[3]}""", """ "numbers":[3] """)]
    [InlineData("""{"counts":{"a":1},"counts":{"b":2}}""", """ "counts":{"b":2} """)]
    [InlineData("""{"counts":{"a":1,"a":2}}""", """ "counts":{"a":2} """)]
    [InlineData("""{"open":{"a":1},"open":{"b":2}}""", """ "open":{"b":2} """)]
    [InlineData("""{"inner":{"text":"a"},"inner":{"flag":true}}""", """ "inner":{"text":"","flag":true, """)]
    public void Read_DuplicateKey_TheLastWins(string json, string expected) => Assert.Contains(expected.Trim(), Shaped.Echo<Scalars>(json), StringComparison.Ordinal);

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    [InlineData(100_000, false)]
    public void Read_Nested_UpToTheLimit(int depth, bool taken)
    {
        var json = new StringBuilder().Insert(0, "[", depth - 1).Append(']', depth - 1).Insert(0, "{\"any\":").Append('}').ToString();

        if (taken) Assert.Contains("[[", Shaped.Echo<Scalars>(json), StringComparison.Ordinal);
        else Assert.Equal("INVALID_JSON", Shaped.Refused<Scalars>(json).Reason);
    }

    [Fact]
    public void Read_UnknownMembers_AreIgnored() => Assert.Equal(new Scalars { Text = "a" }, Shaped.Read<Scalars>("""{"x":{"y":[1]},"text":"a","z":null}"""));

    [Fact]
    public void Parse_WrongValue_IsAFormatExceptionWithThePath() =>
        Assert.StartsWith("small ", Assert.Throws<FormatException>(() => ShapedJson.Parse<Scalars>("""{"small":"x"}"""u8)).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_TextBeyondTheBasicPlane_IsReadBack()
    {
        var message = new Scalars { Text = "😀", Role = Role.User };

        Assert.Equal(message, Shaped.Read<Scalars>(ShapedJson.Format(message)));
    }

    [Fact]
    public void Write_TextOfPages_IsReadableAndSafeJson() =>
        Assert.Contains("""{"text":"<b>ä & 'q'\u0000\n</b>",""", ShapedJson.Format(new Scalars { Text = "<b>ä & 'q'\0\n</b>" }), StringComparison.Ordinal);
}
