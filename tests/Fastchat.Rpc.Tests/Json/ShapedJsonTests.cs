using System.Text;
using Fastchat.Rpc.WireTest;
using Google.Protobuf;

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
    [InlineData("[", "]", 44)]
    [InlineData("{\"a\":", "}", 29)]
    public void Read_OpenJson_NestsAsDeepAsProtobufCarriesIt(string open, string close, int deepest)
    {
        for (var depth = 1; depth <= 98; depth++)
        {
            var json = $"{{\"any\":{string.Concat(Enumerable.Repeat(open, depth))}1{string.Concat(Enumerable.Repeat(close, depth))}}}";
            if (depth > deepest)
            {
                Assert.Equal("The body nests deeper than Protobuf messages may.", Shaped.Refused<Scalars>(json).Message);
                continue;
            }

            // Inside another message still: nothing that was taken may fail later.
            var message = new Scalars { Inner = Shaped.Read<Scalars>(json) };
            Assert.Equal(message, Scalars.Parser.ParseFrom(message.ToByteArray()));
        }
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(91, false)]
    public void Read_Messages_NestAsDeepAsProtobufCarriesThem(int depth, bool taken)
    {
        var json = string.Concat(Enumerable.Repeat("{\"inner\":", depth)) + "{}" + new string('}', depth);

        if (taken) Assert.Equal(Shaped.Read<Scalars>(json), Scalars.Parser.ParseFrom(Shaped.Read<Scalars>(json).ToByteArray()));
        else Assert.Equal("INVALID_JSON", Shaped.Refused<Scalars>(json).Reason);
    }

    [Theory]
    [InlineData("""{"any":?}""")]
    [InlineData("""{"unknown":?}""")]
    [InlineData("""{"inner":{"open":{"a":?}}}""")]
    public void Read_Bomb_IsRefusedAsTooDeep(string around)
    {
        var bomb = new string('[', 100_000) + new string(']', 100_000);

        Assert.Equal("The body nests deeper than 100.", Shaped.Refused<Scalars>(around.Replace("?", bomb, StringComparison.Ordinal)).Message);
        Assert.Equal("INVALID_JSON", Shaped.Refused<Scalars>(around.Replace("?", bomb[..100_000], StringComparison.Ordinal)).Reason);
    }

    [Fact]
    public void Read_BombInsideAString_IsText()
    {
        var bomb = new string('[', 100_000);

        Assert.Equal(bomb, Shaped.Read<Scalars>($"{{\"text\":\"{bomb}\"}}").Text);
    }

    [Fact]
    public void Read_UnknownMembers_AreIgnored() => Assert.Equal(new Scalars { Text = "a" }, Shaped.Read<Scalars>("""{"x":{"y":[1]},"text":"a","z":null}"""));

    [Fact]
    public void Parse_WrongValue_IsAFormatExceptionWithThePath() =>
        Assert.StartsWith("small ", Assert.Throws<FormatException>(() => ShapedJson.Parse<Scalars>("""{"small":"x"}"""u8)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"x":1,"text":"a","y":{"z":2}}""", 2, "x")]
    [InlineData("""{"inner":{"\u00e4":1},"x":1}""", 2, "ä")]
    [InlineData("""{"a name of more than sixty-four letters, which no honest client would ever send":1}""", 1, "a name of more than sixty-four letters, which no honest client w")]
    [InlineData("""{"text":"a","open":{"x":1},"counts":{"y":2}}""", 0, null)]
    [InlineData("""{"x":1,"open":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}}}}}}}}}}}}}}}}""", 1, "x")]
    public void Read_UnknownMembers_AreCounted(string json, int count, string? first)
    {
        var ignored = new IgnoredMembers();
        ShapedJson.Read(Encoding.UTF8.GetBytes(json), Scalars.Descriptor, 100, null, ignored);

        Assert.Equal((count, first), (ignored.Count, ignored.First));
    }

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
