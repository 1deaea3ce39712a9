using System.Collections.Concurrent;
using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Runs;

/// <summary>
/// Stores what runs say while they go on, all of them together a few times a second: one timer, and no row per token. What
/// somebody on another node reads along, who has it from the store alone, is stored at once when he comes and more often from
/// then on, and his node is told. It also stores the ends that could not be stored when they came.
/// </summary>
public sealed class RunJournal(LiveRuns live, EndedRuns ended, RunEventStore store, RunNews news, TimeProvider clock, ILogger<RunJournal> logger) : RepeatedWork(StoresEvery, clock)
{
    private static readonly TimeSpan StoresEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StoresAwaitedEvery = TimeSpan.FromMilliseconds(25);

    private IDisposable? _watch;
    private long _stored;
    private bool _isFailing;

    /// <inheritdoc />
    protected override TimeSpan Rest => Awaited.Any() ? StoresAwaitedEvery : base.Rest;

    private IEnumerable<(TenantId Tenant, LiveRun Run)> Awaited => live.All.Where(r => r.Run.IsAwaited);

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _watch = news.WatchReaders(Await);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(_ => StoreAsync(), cancellationToken);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _watch?.Dispose();
        base.Dispose();
    }

    /// <summary>Stores what is not yet stored. What fails is tried again in the next round, and keeps nothing else.</summary>
    internal async Task StoreAsync()
    {
        ended.Trim();
        _stored = Clock.GetTimestamp();
        var failures = await StoreAsync(live.All);

        // A database that is away would fill the log five times a second.
        if (failures.Count > 0 && !_isFailing) Log.NotStoring(logger, failures.Count, failures[0]);
        if (failures.Count == 0 && _isFailing) Log.StoringAgain(logger);
        _isFailing = failures.Count > 0;
    }

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken stoppingToken)
    {
        var awaited = Awaited.ToList();
        return awaited.Count == 0 || Clock.GetElapsedTime(_stored) >= StoresEvery ? StoreAsync() : StoreAsync(awaited);
    }

    private async Task<List<Exception>> StoreAsync(IEnumerable<(TenantId Tenant, LiveRun Run)> runs)
    {
        var awaited = new ConcurrentBag<string>();
        var failures = (await Task.WhenAll(runs.Select(r => TryAsync(r.Tenant, r.Run, awaited)))).OfType<Exception>().ToList();
        if (!awaited.IsEmpty) await news.StoredAsync(awaited);
        return failures;
    }

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.NewsNotTold(logger, failure);

    private async Task<Exception?> TryAsync(TenantId tenant, LiveRun run, ConcurrentBag<string> awaited)
    {
        try
        {
            await run.StoreAsync(async segment =>
            {
                var isAdded = await store.AddAsync(tenant, segment);
                if (isAdded && segment.IsAwaited) awaited.Add(run.RunId);
                return isAdded;
            });
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    // Where news were lost, all runs may have readers elsewhere.
    private void Await((TenantId Tenant, string RunId)? run)
    {
        foreach (var (tenant, each) in live.All)
        {
            if (each.IsAwaited || (run is { } one && one != (tenant, each.RunId))) continue;
            each.IsAwaited = true;
            Wake();
        }
    }
}
