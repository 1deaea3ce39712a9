using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Limits;

/// <summary>Keeps this node's reservations alive while it lives, and ends those that dead nodes left. One timer for all of them.</summary>
public sealed class ReservationKeeper(LimitStore store, TimeProvider clock, ILogger<ReservationKeeper> logger) : RepeatedWork(LimitStore.Lease / 4, clock)
{
    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first call comes: what this node had set aside in its life before is nobody's now.
        await TryAsync(ct => store.ReleaseAsync(own: true, ct), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await TryAsync(store.RenewAsync, stoppingToken);
        await TryAsync(ct => store.ReleaseAsync(own: false, ct), stoppingToken);
    }

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.ReservationsNotKept(logger, failure);
}
