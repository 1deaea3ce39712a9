using Fastchat.Rpc.Client.Configuration;
using Fastchat.Rpc.Client.Retries;
using Fastchat.Rpc.Client.Tests.Configuration;
using Grpc.Core;

namespace Fastchat.Rpc.Client.Tests.Retries;

public sealed class RetryDecisionTests
{
    [Fact]
    public void Next_ServerStopsACodeThatIsNotRetried_CostsATokenAllTheSame()
    {
        var throttle = new RetryThrottle(new RetryThrottlingPolicy { MaxTokens = 2, TokenRatio = 1 });
        var decision = new RetryDecision(RetryPolicies.Policy(), throttle, new FixedRandom());

        var next = decision.Next(new CallOutcome(new Status(StatusCode.NotFound, ""), new Metadata { { "grpc-retry-pushback-ms", "-1" } }), mayReplay: true);

        Assert.Equal((null, false), (next, throttle.AllowsRetries));
    }
}
