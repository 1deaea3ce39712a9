using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Json;

public sealed class ObjectPlanTests
{
    [Fact]
    public void KeepUnknown_UnknownMembers_AreWrittenBackBesideTheOthers() => Assert.Equal(
        """{"role":"user","content":"hi","name":"Bo","extra":{"a":[1,null]},"nothing":null}""",
        Shaped.Echo<Message>("""{"name":"Bo","role":"user","extra":{"a":[1,null]},"content":"hi","nothing":null}"""));

    [Fact]
    public void KeepUnknown_MemberNamedAsTheRestField_IsUnknownToo() =>
        Assert.Equal("""{"role":"user","rest":5}""", Shaped.Echo<Message>("""{"role":"user","rest":5}"""));

    [Fact]
    public void KeepUnknown_NumberBeyondDouble_IsRefusedByPath() => Assert.Equal("extra", Shaped.Refused<Message>("""{"extra":1e400}""").Path);

    [Fact]
    public void Absences_Nothing_WritesNullsAndEmptiesAsAsked() => Assert.Equal(
        """{"null_text":null,"null_part":null,"empty_list":[],"empty_map":{}}""", ShapedJson.Format(new Absences()));

    [Fact]
    public void Absences_Everything_WritesAllButTheHidden()
    {
        var message = new Absences
        {
            NullText = "",
            NullPart = new TextPart(),
            GoneText = "",
            GonePart = new TextPart(),
            EmptyList = { "a" },
            EmptyMap = { { "a", "b" } },
            OmittedList = { "c" },
            OmittedMap = { { "d", "e" } },
            Secret = "s",
            NullableText = new NullableText { Text = "" },
            NullablePart = new NullablePart { Part = new TextPart() },
        };
        const string json =
            """{"null_text":"","null_part":{"text":""},"gone_text":"","gone_part":{"text":""},"empty_list":["a"],"empty_map":{"a":"b"},"omitted_list":["c"],"omitted_map":{"d":"e"},"nullable_text":"","nullable_part":{"text":""}}""";

        Assert.Equal(json, ShapedJson.Format(message));
        message.Secret = "";
        Assert.Equal(message, Shaped.Read<Absences>(json));
    }

    [Fact]
    public void Hidden_InABody_IsIgnored() => Assert.Equal("", Shaped.Read<Absences>("""{"secret":"s"}""").Secret);

    [Fact]
    public void Nullable_Absent_IsNull() => Assert.Contains(
        "\"nullable_text\":null,\"nullable_part\":null",
        ShapedJson.Format(new Absences { NullableText = new NullableText(), NullablePart = new NullablePart() }), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"text":"a"}""")]
    [InlineData("""{"text":""}""")]
    [InlineData("""{"part":{"text":"a"}}""")]
    [InlineData("""{"number":0}""")]
    [InlineData("{}")]
    public void PlainOneof_EachMember_IsWrittenWhenSet(string json) => Assert.Equal(json, Shaped.Echo<Plain>(json));

    [Theory]
    [InlineData("""{"text":"a","number":1}""", """{"number":1}""")]
    [InlineData("""{"number":1,"text":"a"}""", """{"text":"a"}""")]
    public void PlainOneof_TwoMembers_TheLastWins(string json, string expected) => Assert.Equal(expected, Shaped.Echo<Plain>(json));
}
