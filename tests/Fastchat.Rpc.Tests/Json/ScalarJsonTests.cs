using Fastchat.Rpc.WireTest;
using Google.Protobuf;

namespace Fastchat.Rpc.Json;

public sealed class ScalarJsonTests
{
    [Fact]
    public void Write_Defaults_WritesAllFieldsWithoutPresence() => Assert.Equal(
        """{"text":"","flag":false,"small":0,"natural":0,"large":0,"largest":0,"number":0,"short_number":0,"data":"","numbers":[],"counts":{}}""",
        ShapedJson.Format(new Scalars()));

    [Fact]
    public void ReadWrite_EachType_GivesTheSameText()
    {
        const string json =
            """{"text":"a\"ö","flag":true,"small":-2147483648,"natural":4294967295,"large":-9223372036854775808,"largest":18446744073709551615,"number":0.1,"short_number":0.1,"""
            + """ "data":"AAEC/w==","role":"assistant","time":"2026-01-31T12:00:00.250Z","duration":"1.5s","open":{"a":[1,null,true,{"b":"c"}]},"any":[1.5],"list":[{},[]],"empty":{},"""
            + """ "numbers":[9007199254740993],"counts":{"x":1},"maybe":"","inner":{"text":"","flag":false,"small":0,"natural":0,"large":0,"largest":0,"number":0,"short_number":0,"data":"","role":"user","numbers":[],"counts":{}}}""";
        var expected = json.Replace(""" "data""", "\"data", StringComparison.Ordinal).Replace(""" "numbers":[9""", "\"numbers\":[9", StringComparison.Ordinal);

        Assert.Equal(expected, Shaped.Echo<Scalars>(json));
    }

    [Theory]
    [InlineData("1.0", 1)]
    [InlineData("-0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("1e3", 1000)]
    [InlineData("1.5e1", 15)]
    [InlineData("9007199254740993", 9007199254740993)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9007199254740993.0", 9007199254740993)]
    [InlineData("9223372036854775807e0", long.MaxValue)]
    [InlineData("-92233720368547758.08e2", long.MinValue)]
    public void Read_WholeNumber_HoweverWritten_IsTaken(string number, long expected) => Assert.Equal(expected, Shaped.Read<Scalars>($$"""{"large":{{number}}}""").Large);

    [Theory]
    [InlineData("large", "9223372036854775808")]
    [InlineData("large", "1.5")]
    [InlineData("large", "1e400")]
    [InlineData("large", "-1e400")]
    [InlineData("large", "\"1\"")]
    [InlineData("largest", "-1")]
    [InlineData("largest", "18446744073709551616")]
    [InlineData("small", "2147483648")]
    [InlineData("natural", "-1")]
    [InlineData("number", "1e400")]
    [InlineData("number", "\"1\"")]
    [InlineData("short_number", "1e39")]
    [InlineData("text", "1")]
    [InlineData("text", "{}")]
    [InlineData("text", "[]")]
    [InlineData("flag", "\"true\"")]
    [InlineData("flag", "1")]
    [InlineData("data", "\"%%\"")]
    [InlineData("data", "5")]
    [InlineData("data", "\"\\ud800\"")]
    [InlineData("role", "\"USER\"")]
    [InlineData("role", "1")]
    [InlineData("time", "\"yesterday\"")]
    [InlineData("time", "1")]
    [InlineData("time", "\"\\ud800\"")]
    [InlineData("time", "\"9999-12-31T23:59:59-23:00\"")]
    [InlineData("time", "\"2026-01-31T12:00:00\"")]
    [InlineData("duration", "\"1\"")]
    [InlineData("duration", "\"NaNs\"")]
    [InlineData("duration", "\"Infinitys\"")]
    [InlineData("duration", "\"1e5s\"")]
    [InlineData("duration", "\"400000000000s\"")]
    [InlineData("duration", "\"\\ud800s\"")]
    [InlineData("duration", "\"\\ud800\"")]
    [InlineData("open", "[]")]
    [InlineData("list", "{}")]
    [InlineData("empty", "1")]
    [InlineData("numbers", "1")]
    [InlineData("counts", "[]")]
    [InlineData("inner", "\"x\"")]
    [InlineData("any", "1e400")]
    public void Read_WrongValue_IsRefusedByName(string field, string value)
    {
        var refused = Shaped.Refused<Scalars>($$"""{"{{field}}":{{value}}}""");

        Assert.Equal(field, refused.Path);
        Assert.StartsWith(field + " ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"numbers":[1,2,"x"]}""", "numbers[2]")]
    [InlineData("""{"counts":{"a b":"x"}}""", "counts.a b")]
    [InlineData("""{"inner":{"inner":{"numbers":[null]}}}""", "inner.inner.numbers[0]")]
    public void Read_WrongValueInside_IsRefusedByPath(string json, string path) => Assert.Equal(path, Shaped.Refused<Scalars>(json).Path);

    [Fact]
    public void Read_WrongNumber_SaysWhatIsWantedAndWhatCame() => Assert.Equal("small must be a whole number, but is 1.5.", Shaped.Refused<Scalars>("""{"small":1.5}""").Message);

    [Fact]
    public void Read_WrongEnum_NamesAllValues() => Assert.Equal("role must be one of \"user\", \"assistant\", but is \"robot\".", Shaped.Refused<Scalars>("""{"role":"robot"}""").Message);

    [Fact]
    public void Read_NullEverywhere_IsAbsent()
    {
        const string json = """{"text":null,"flag":null,"small":null,"role":null,"time":null,"open":null,"list":null,"numbers":null,"counts":null,"maybe":null,"inner":null}""";

        Assert.Equal(new Scalars(), Shaped.Read<Scalars>(json));
    }

    [Fact]
    public void Read_NullForAnyValue_IsTheValueNull() => Assert.Equal(Google.Protobuf.WellKnownTypes.Value.ForNull(), Shaped.Read<Scalars>("""{"any":null}""").Any);

    [Theory]
    [InlineData("1.5s", 1, 500_000_000)]
    [InlineData("-1.5s", -1, -500_000_000)]
    [InlineData("0.9999999999s", 1, 0)]
    [InlineData("3s", 3, 0)]
    [InlineData("0.000000001s", 0, 1)]
    public void Read_Duration_IsNormal(string text, long seconds, int nanos)
    {
        var duration = Shaped.Read<Scalars>($$"""{"duration":"{{text}}"}""").Duration;

        Assert.Equal((seconds, nanos), (duration.Seconds, duration.Nanos));
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00.000Z")]
    [InlineData("2026-01-31T12:00:00.120Z")]
    [InlineData("2026-01-31T12:00:00.000001Z")]
    [InlineData("2026-01-31T12:00:00.000000001Z")]
    [InlineData("2026-01-31T12:00:00.123456789Z")]
    [InlineData("0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.999999999Z")]
    public void ReadWrite_Time_KeepsAllDigits(string time) =>
        Assert.Equal($"\"{time}\"", ShapedJson.Format(Shaped.Read<Scalars>($$"""{"time":"{{time}}"}""").Time));

    [Fact]
    public void Read_TimeWithOffset_IsThatInstant() => Assert.Equal("2026-01-31T10:00:00.000Z", ShapedJson.Format(Shaped.Read<Scalars>("""{"time":"2026-01-31T12:00:00+02:00"}""").Time).Trim('"'));

    [Theory]
    [InlineData(1e21, "1E+21")]
    [InlineData(9007199254740991d, "9007199254740991")]
    [InlineData(-0.0, "-0")]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    public void Write_Double_IsShortestJson(double number, string expected) => Assert.Contains($"\"number\":{expected},", ShapedJson.Format(new Scalars { Number = number }), StringComparison.Ordinal);

    [Fact]
    public void Write_UnknownEnumNumber_IsTheNumber() => Assert.Contains("\"role\":\"7\"", ShapedJson.Format(new Scalars { Role = (Role)7 }), StringComparison.Ordinal);

    [Fact]
    public void Write_Bytes_IsBase64() => Assert.Contains("\"data\":\"+/8=\"", ShapedJson.Format(new Scalars { Data = ByteString.CopyFrom(0xfb, 0xff) }), StringComparison.Ordinal);
}
