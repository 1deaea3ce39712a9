using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Runs;

/// <summary>Stores what runs say while they go on, all of them together a few times a second: one timer, and no row per token.</summary>
public sealed class RunJournal(LiveRuns live, RunEventStore store, TimeProvider clock, ILogger<RunJournal> logger) : RepeatedWork(TimeSpan.FromMilliseconds(200), clock)
{
    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(RunAsync, cancellationToken);
    }

    /// <summary>Stores what is not yet stored.</summary>
    protected override Task RunAsync(CancellationToken stoppingToken) => Task.WhenAll(live.All.Select(r => StoreAsync(r.Tenant, r.Run)));

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.EventsNotStored(logger, failure);

    // One that fails is tried again in the next round, and keeps no other.
    private Task StoreAsync(TenantId tenant, LiveRun run) => TryAsync(_ => run.StoreAsync(segment => store.AddAsync(tenant, segment)), CancellationToken.None);
}
