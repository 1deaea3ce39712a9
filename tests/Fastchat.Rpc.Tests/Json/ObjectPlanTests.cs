using Fastchat.Rpc.WireTest;
using Google.Protobuf.WellKnownTypes;

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

    // A caller over gRPC may put anything into the rest: never what would replace a value that was judged.
    [Theory]
    [InlineData("role")]
    [InlineData("content")]
    public void KeepUnknown_RestNamesAKnownMember_IsNotWrittenTwice(string name)
    {
        var message = new Message { Role = Role.User, Rest = new Struct { Fields = { [name] = Value.ForString("assistant"), ["other"] = Value.ForNull() } } };

        Assert.Equal("""{"role":"user","other":null}""", ShapedJson.Format(message));
    }

    [Theory]
    [InlineData("""{"kind":"<text>","text":"a","value":"w","null_role":"user","null_value":[1],"x":{"y":1}}""")]
    [InlineData("""{"kind":"image","url":"u","labels":[],"value":5,"null_role":null,"null_value":null,"text":"unknown here"}""")]
    public void Mixed_TaggedUntaggedAndUnknownTogether_AreReadBack(string json) => Assert.Equal(json, Shaped.Echo<Mixed>(json));

    [Fact]
    public void Mixed_RestNamesAFieldOfTheMember_IsNotWrittenTwice() => Assert.Equal(
        """{"kind":"<text>","text":"a","null_role":null,"null_value":null}""",
        ShapedJson.Format(new Mixed { Text = new TextPart { Text = "a" }, More = new Struct { Fields = { ["text"] = Value.ForString("b"), ["kind"] = Value.ForString("image"), ["value"] = Value.ForString("c") } } }));

    [Fact]
    public void ZeroEnums_AreLeftOutUnlessStated()
    {
        var message = new Kinds { MaybeRole = Role.Unspecified, Roles = { Role.Unspecified, Role.User }, RoleByName = { ["a"] = Role.Unspecified }, ChosenRole = Role.Unspecified };
        var json = ShapedJson.Format(message);

        Assert.Contains("""
            "maybe_role":"unspecified","roles":["unspecified","user"],"role_by_name":{"a":"unspecified"}
            """.Trim(), json, StringComparison.Ordinal);
        Assert.Contains("\"chosen_role\":\"unspecified\"", json, StringComparison.Ordinal);
        Assert.Equal(message, Shaped.Read<Kinds>(json));
        Assert.DoesNotContain("role", ShapedJson.Format(new Scalars()), StringComparison.Ordinal);
    }

    // A number is no value of the enum: it is written so that nothing is lost to the eye, and read by nobody.
    [Fact]
    public void UnknownEnumNumber_IsWrittenAndRefused()
    {
        var json = ShapedJson.Format(new Scalars { Role = (Role)7 });

        Assert.Equal("role must be one of \"user\", \"assistant\", but is \"7\".", Shaped.Refused<Scalars>(json).Message);
    }

    [Fact]
    public void OpenNumbers_BeyondADouble_LoseWhatADoubleCannotHold() =>
        Assert.Equal("""[9007199254740992,1.8446744073709552E+19,-0,1E-07]""", ShapedJson.Format(Shaped.Read<Scalars>("""{"list":[9007199254740993,18446744073709551615,-0,1e-7]}""").List).Replace("9007199254740992.0", "9007199254740992", StringComparison.Ordinal));
}
