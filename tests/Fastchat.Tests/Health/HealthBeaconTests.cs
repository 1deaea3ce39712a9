using Fastchat.Contracts.Admin.V1;
using Fastchat.Rpc;
using Fastchat.Rpc.Health;
using Fastchat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Health;

public sealed class HealthBeaconTests
{
    [Fact(Timeout = 20_000)]
    public async Task Run_ServerFailsAndRecovers_TellsBoth()
    {
        var clock = new FakeClock();
        var check = new SwitchedCheck();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddRpc(new RpcOptions()).AddRpcHealth();
        await using var app = builder.Build();
        var states = app.Services.GetRequiredService<ServingStates>();
        using var beacon = new HealthBeacon(new HealthService([check], clock, new CapturedLog<HealthService>()), states, clock);
        await beacon.StartAsync(TestContext.Current.CancellationToken);

        foreach (var status in new[] { HealthStatus.Unhealthy, HealthStatus.Degraded })
        {
            check.Status = status;
            await Eventually.IsTrueAsync(() =>
            {
                clock.Advance(TimeSpan.FromSeconds(10));
                return states.IsServing(ServingStates.WholeServer) == (status != HealthStatus.Unhealthy);
            });
        }

        await beacon.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class SwitchedCheck : HealthCheck
    {
        public HealthStatus Status { get; set; } = HealthStatus.Healthy;

        public override string Name => "switched";

        public override Task<(HealthStatus Status, string? Detail)> CheckAsync(CancellationToken cancellationToken) => Task.FromResult((Status, (string?)null));
    }
}
