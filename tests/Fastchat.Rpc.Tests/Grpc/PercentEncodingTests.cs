namespace Fastchat.Rpc.Grpc;

public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text ~!", "plain text ~!")]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\nb\t\0", "a%0D%0Ab%09%00")]
    [InlineData("schön", "sch%C3%B6n")]
    [InlineData("😀", "%F0%9F%98%80")]
    [InlineData("\u007f", "%7F")]
    public void Encode_Text_EscapesAllButPrintableAscii(string text, string expected) => Assert.Equal(expected, PercentEncoding.Encode(text));

    [Fact]
    public void Encode_LoneSurrogate_BecomesTheReplacementCharacter() => Assert.Equal("%EF%BF%BD", PercentEncoding.Encode("\ud800"));
}
