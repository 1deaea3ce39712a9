using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Runs;

/// <summary>
/// Says again and again that this node lives, ends the runs of nodes that do not any more, and those that are under this node's
/// name while nobody here works on them: of some it is unknown whether they began, and the end of others cannot be written.
/// </summary>
public sealed class RunKeeper(RunStore runs, RunNodeStore nodes, LiveRuns live, TimeProvider clock, ILogger<RunKeeper> logger) : RepeatedWork(RunNodeStore.Lease / 4, clock)
{
    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first run begins: one without a lease is nobody's to end.
        await TryAsync(LiveAsync, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>One round.</summary>
    internal async Task KeepAsync(CancellationToken cancellationToken)
    {
        await TryAsync(LiveAsync, cancellationToken);
        await TryAsync(EndLostAsync, cancellationToken);
        await TryAsync(LookAfterOwnAsync, cancellationToken);
    }

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken stoppingToken) => KeepAsync(stoppingToken);

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.RunsNotKept(logger, failure);

    private Task LiveAsync(CancellationToken cancellationToken) => nodes.IsAlone ? Task.CompletedTask : nodes.RenewAsync(cancellationToken);

    private async Task EndLostAsync(CancellationToken cancellationToken)
    {
        if (nodes.IsAlone) return;
        if (await runs.InterruptLostAsync(cancellationToken) is > 0 and var count) Log.LostRunsEnded(logger, count);
    }

    // A run is entered before it is stored, and leaves after its end is: what is stored and not here has nobody.
    private async Task LookAfterOwnAsync(CancellationToken cancellationToken)
    {
        var own = await runs.UnderWayAsync(cancellationToken);
        var stranded = own.Where(r => live.Find(r.Tenant, r.RunId) is null).Select(r => r.RunId).ToList();
        if (stranded.Count > 0 && await runs.InterruptAsync(stranded, cancellationToken) is > 0 and var count) Log.LostRunsEnded(logger, count);
    }
}
