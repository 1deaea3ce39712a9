namespace Fastchat.Providers.Models;

public sealed class UpstreamOptionsTests
{
    [Theory]
    [InlineData("http://host:4000", "http://host:4000/v1/")]
    [InlineData("http://host:4000/", "http://host:4000/v1/")]
    [InlineData("http://host:4000/v1", "http://host:4000/v1/")]
    [InlineData("http://host:4000/v1/", "http://host:4000/v1/")]
    [InlineData("https://host/api/v2", "https://host/api/v2/")]
    [InlineData("https://host/v1beta", "https://host/v1beta/")]
    [InlineData("https://host/proxy", "https://host/proxy/v1/")]
    [InlineData("https://host/v1/openai", "https://host/v1/openai/v1/")]
    public void Parse_Address_EndsInItsVersion(string url, string address) => Assert.Equal(address, UpstreamOptions.Parse(url, null, null).BaseAddress.AbsoluteUri);

    [Theory]
    [InlineData("")]
    [InlineData("host:4000")]
    [InlineData("/v1")]
    [InlineData("ftp://host")]
    [InlineData("not a url")]
    public void Parse_NoHttpUrl_IsRefused(string url) => Assert.Throws<FormatException>(() => UpstreamOptions.Parse(url, null, null));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("  ", null)]
    [InlineData(" sk-1 \n", "sk-1")]
    public void Parse_Key_IsTrimmed(string? given, string? key) => Assert.Equal(key, UpstreamOptions.Parse("http://host", given, null).ApiKey);

    [Theory]
    [InlineData(null, "gpt", false)]
    [InlineData("", "", false)]
    [InlineData("mock-*, openai/*", "mock-1", true)]
    [InlineData("mock-*, openai/*", "openai/gpt", true)]
    [InlineData("mock-*, openai/*", "other", false)]
    [InlineData("mock-*", "Mock-1", false)]
    [InlineData("*", "anything", true)]
    [InlineData("exact", "exact", true)]
    [InlineData("exact", "exactly", false)]
    public void Matches_Pattern_StandsForNames(string? patterns, string name, bool matches) =>
        Assert.Equal(matches, UpstreamOptions.Parse("http://host", null, patterns).Matches(name));
}
