using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Runs;

/// <summary>Deletes the events of runs that ended long enough ago, some runs at a time; the runs stay. Two nodes that do it at once do no harm.</summary>
public sealed class RunEventSweeper(RunEventStore store, RunOptions options, TimeProvider clock, ILogger<RunEventSweeper> logger) : RepeatedWork(TimeSpan.FromMinutes(1), clock)
{
    private const int AtOnce = 200;

    /// <summary>Deletes what is due.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (await store.ExpireAsync(Clock.GetUtcNow() - options.EventsKept, AtOnce, cancellationToken) == AtOnce)
        {
        }
    }

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken stoppingToken) => SweepAsync(stoppingToken);

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.EventsNotExpired(logger, failure);
}
