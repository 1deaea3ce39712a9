namespace Fastchat.Governance.Limits;

public sealed class LimitHeadersTests
{
    [Theory]
    [InlineData(0.2, "1s")]
    [InlineData(7, "7s")]
    [InlineData(59.01, "1m0s")]
    [InlineData(90, "1m30s")]
    [InlineData(86_400, "24h0m0s")]
    public void Format_Time_IsAsOpenAIWritesIt(double seconds, string text) => Assert.Equal(text, LimitHeaders.Format(TimeSpan.FromSeconds(seconds)));
}
