namespace Fastchat.Providers.Models;

public sealed class RetryTimesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, "")]
    [InlineData(7d, "Retry-After: 7")]
    [InlineData(1.5, "Retry-After: 1.5")]
    [InlineData(0.25, "retry-after-ms: 250|Retry-After: 7")]
    [InlineData(60d, "Retry-After: Thu, 01 Jan 2026 00:01:00 GMT")]
    [InlineData(60d, "Retry-After: Thu, 01 Jan 2026 00:01:00 GMT|Date: Thu, 01 Jan 2026 00:00:00 GMT")]
    [InlineData(30d, "Retry-After: Thu, 01 Jan 2026 01:00:30 GMT|Date: Thu, 01 Jan 2026 01:00:00 GMT")]
    [InlineData(0d, "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData(86400d, "Retry-After: 99999999999999999999")]
    [InlineData(null, "Retry-After: soon")]
    [InlineData(null, "Retry-After: -5")]
    [InlineData(360d, "x-ratelimit-reset-requests: 1s|x-ratelimit-reset-tokens: 6m0s")]
    [InlineData(1d, "x-ratelimit-reset-requests: 1s|x-ratelimit-reset-tokens: 6m0s|x-ratelimit-remaining-requests: 0|x-ratelimit-remaining-tokens: 500")]
    [InlineData(null, "x-ratelimit-reset-requests: 1s|x-ratelimit-remaining-requests: 12")]
    [InlineData(0.12, "x-ratelimit-reset-tokens: 120ms")]
    [InlineData(3723.5, "x-ratelimit-reset-tokens: 1h2m3.5s")]
    [InlineData(12d, "x-ratelimit-reset: 12")]
    [InlineData(90d, "x-ratelimit-reset: 1767225690")]
    [InlineData(90d, "x-ratelimit-reset: 1767225690000")]
    public void Of_Headers_IsTheTime(double? seconds, string headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            response.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 2)..]);
        }

        Assert.Equal(seconds, RetryTimes.Of(response.Headers, UpstreamError.Unknown, Now)?.TotalSeconds);
    }

    [Theory]
    [InlineData(1.5, "Rate limit reached. Please try again in 1.5s. Visit us.")]
    [InlineData(360d, "Please try again in 6m0s.")]
    [InlineData(0.02, "Please try again in 20ms.")]
    [InlineData(60d, "No deployments available for selected model, Try again in 60 seconds.")]
    [InlineData(null, "Please try again later.")]
    [InlineData(null, null)]
    public void Said_Words_AreTheTime(double? seconds, string? words) => Assert.Equal(seconds, RetryTimes.Said(new UpstreamError(words))?.TotalSeconds);
}
