namespace Fastchat.Rpc.Client.Tests;

public sealed class PercentDecodingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text", "plain text")]
    [InlineData("100%25", "100%")]
    [InlineData("line%0Abreak", "line\nbreak")]
    [InlineData("%e2%82%AC", "€")]
    [InlineData("%F0%9F%99%82!", "🙂!")]
    [InlineData("50%", "50%")]
    [InlineData("5%2", "5%2")]
    [InlineData("%zz%2+", "%zz%2+")]
    public void Decode_Text_GivesWhatWasMeantAndLosesNothing(string text, string expected) =>
        Assert.Equal(expected, PercentDecoding.Decode(text));
}
