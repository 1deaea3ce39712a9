using Fastchat.Rpc.Client.Configuration;
using Fastchat.Rpc.Client.Retries;

namespace Fastchat.Rpc.Client.Tests.Retries;

public sealed class RetryThrottleTests
{
    private readonly RetryThrottle _throttle = new(new RetryThrottlingPolicy { MaxTokens = 4, TokenRatio = 0.5 });

    [Fact]
    public void AllowsRetries_HalfOfTheTokensGone_NoLonger()
    {
        _throttle.Failed();
        Assert.True(_throttle.AllowsRetries);
        _throttle.Failed();
        Assert.False(_throttle.AllowsRetries);
    }

    [Fact]
    public void Succeeded_AfterFailures_GivesBackAFraction()
    {
        for (var i = 0; i < 100; i++) _throttle.Failed();
        for (var i = 0; i < 4; i++) _throttle.Succeeded();
        Assert.False(_throttle.AllowsRetries);

        _throttle.Succeeded();

        Assert.True(_throttle.AllowsRetries);
    }

    [Fact]
    public void Succeeded_Often_GivesNoMoreThanThereWereAtTheStart()
    {
        for (var i = 0; i < 100; i++) _throttle.Succeeded();
        for (var i = 0; i < 2; i++) _throttle.Failed();

        Assert.False(_throttle.AllowsRetries);
    }
}
