namespace Fastchat.Providers.Models;

public sealed class UpstreamWordsTests
{
    private readonly UpstreamWords _words = new(["0123456789abcdef0123", "sk-secret", null, ""]);

    [Theory]
    [InlineData("No, 0123456789abcdef0123!", "No, ***!")]
    [InlineData("Received 01234567...0123.", "Received ***")]
    [InlineData("Received 01234567 and 01234567", "Received *** and ***")]
    [InlineData("Incorrect API key provided: sk-proj-abcdEFGH1234****wxyz. See https://a.example", "Incorrect API key provided: *** See https://a.example")]
    [InlineData("Received API Key = abcdefghij, no", "Received API Key = ***, no")]
    [InlineData("Authorization: Bearer abc.def-ghi", "Authorization: Bearer ***")]
    [InlineData("key AIzaSyA1234567890abcdef is wrong", "key *** is wrong")]
    [InlineData("key ab12******yz is wrong", "key *** is wrong")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln expired", "*** expired")]
    [InlineData("Ask risk-averse and desk-bound people about 5 * 3 ** 2.", "Ask risk-averse and desk-bound people about 5 * 3 ** 2.")]
    [InlineData("two\r\nlines\u0000\ttabs", "two lines tabs")]
    [InlineData("<!DOCTYPE html><html>Bad gateway</html>", null)]
    [InlineData("Upstream said: <html lang=en>", null)]
    [InlineData("a < b", "a < b")]
    [InlineData("  ", null)]
    [InlineData(null, null)]
    public void Clean_Words_HoldNoKeyAndNoPage(string? words, string? told) => Assert.Equal(told, _words.Clean(words));

    [Fact]
    public void Clean_LongWords_AreCut() => Assert.Equal(1001, _words.Clean(new string('x', 100_000))!.Length);
}
