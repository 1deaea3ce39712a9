using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Limits;

/// <summary>
/// Gives back each second what this node has drawn of limits and does not use, keeps its streams counted while it lives, and ends
/// those that dead nodes left.
/// </summary>
public sealed class ReservationKeeper(LimitPools pools, LimitStore store, TimeProvider clock, ILogger<ReservationKeeper> logger) : RepeatedWork(TimeSpan.FromSeconds(1), clock)
{
    private static readonly TimeSpan RenewEvery = LimitStore.Lease / 4;

    private DateTimeOffset _renewAt = clock.GetUtcNow() + RenewEvery;

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first call comes: what this node had set aside in its life before is nobody's now.
        await TryAsync(ct => store.ReleaseAsync(own: true, ct), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(ct => pools.ReturnAsync(all: true, ct), cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await TryAsync(ct => pools.ReturnAsync(all: false, ct), stoppingToken);
        if (Clock.GetUtcNow() < _renewAt) return;
        _renewAt = Clock.GetUtcNow() + RenewEvery;
        await TryAsync(store.RenewAsync, stoppingToken);
        await TryAsync(ct => store.ReleaseAsync(own: false, ct), stoppingToken);
    }

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.ReservationsNotKept(logger, failure);
}
