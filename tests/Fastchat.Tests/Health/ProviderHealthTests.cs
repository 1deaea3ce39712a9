using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Routing;
using Fastchat.Testing;
using ProviderLimits = Fastchat.ModelGateway.Registry.ProviderLimits;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.Health;

public sealed class ProviderHealthTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public async Task Check_NobodyAskedYet_IsHealthy()
    {
        var guards = new ProviderGuards(_clock, NullLogger<ProviderGuards>.Instance);

        Assert.Equal((HealthStatus.Healthy, null), await new ProviderHealth(guards).CheckAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Check_OneFails_IsDegradedAndNamesIt()
    {
        var guards = new ProviderGuards(_clock, NullLogger<ProviderGuards>.Instance);
        guards.Of(new FakeModelProvider(new FakeChatModel(_clock)) { Name = "good" }).TryEnter(out _);
        var bad = guards.Of(new FakeModelProvider(new FakeChatModel(_clock)) { Name = "bad", Limits = new ProviderLimits { MinimumThroughput = 2 } });
        for (var i = 0; i < 2; i++) await bad.ReportAsync(new FastchatException(ErrorReason.UpstreamUnavailable, "Away."));

        var (status, detail) = await new ProviderHealth(guards).CheckAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HealthStatus.Degraded, "bad: failing, left alone for now, 0 under way, 0 waiting; good: working, 1 under way, 0 waiting"), (status, detail));
    }
}
