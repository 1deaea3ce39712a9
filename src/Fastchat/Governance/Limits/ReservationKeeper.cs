using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Limits;

/// <summary>Keeps this node's reservations alive while it lives, and ends those that dead nodes left. One timer for all of them.</summary>
public sealed class ReservationKeeper(LimitStore store, TimeProvider clock, ILogger<ReservationKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = LimitStore.Lease / 4;

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first call comes: what this node had set aside in its life before is nobody's now.
        await TryAsync(() => store.ReleaseAsync(own: true, cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(() => store.RenewAsync(stoppingToken));
            await TryAsync(() => store.ReleaseAsync(own: false, stoppingToken));
        }
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.ReservationsNotKept(logger, e);
        }
    }
}
