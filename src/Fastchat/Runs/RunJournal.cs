using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Runs;

/// <summary>
/// Stores what runs say while they go on, all of them together a few times a second: one timer, and no row per token. It also
/// stores the ends that could not be stored when they came.
/// </summary>
public sealed class RunJournal(LiveRuns live, RunEventStore store, TimeProvider clock, ILogger<RunJournal> logger) : RepeatedWork(TimeSpan.FromMilliseconds(200), clock)
{
    private bool _isFailing;

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await StoreAsync();
    }

    /// <summary>Stores what is not yet stored. What fails is tried again in the next round, and keeps nothing else.</summary>
    internal async Task StoreAsync()
    {
        var failures = (await Task.WhenAll(live.All.Select(r => TryAsync(r.Tenant, r.Run)))).OfType<Exception>().ToList();

        // A database that is away would fill the log five times a second.
        if (failures.Count > 0 && !_isFailing) Log.NotStoring(logger, failures.Count, failures[0]);
        if (failures.Count == 0 && _isFailing) Log.StoringAgain(logger);
        _isFailing = failures.Count > 0;
    }

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken stoppingToken) => StoreAsync();

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.NotStoring(logger, 0, failure);

    private async Task<Exception?> TryAsync(TenantId tenant, LiveRun run)
    {
        try
        {
            await run.StoreAsync(segment => AddAsync(tenant, run, segment));
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    // Nobody hears a run that has been ended elsewhere, or erased.
    private async Task AddAsync(TenantId tenant, LiveRun run, RunSegment segment)
    {
        if (!await store.AddAsync(tenant, segment)) run.Cancel();
    }
}
