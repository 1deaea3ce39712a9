using Fastchat.Contracts.Admin.V1;
using Fastchat.Rpc.Health;
using Microsoft.Extensions.Hosting;

namespace Fastchat.Health;

/// <summary>Tells those who ask by gRPC's health protocol, load balancers above all, whether the server as a whole works.</summary>
public sealed class HealthBeacon(HealthService health, ServingStates states, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            var now = await health.LookAsync(stoppingToken);
            states.Set(ServingStates.WholeServer, now.Status != HealthStatus.Unhealthy);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
