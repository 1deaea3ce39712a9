using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Runs;

/// <summary>
/// Says again and again that this node lives, and ends the runs of nodes that do not any more. Stops those here that another
/// node has cancelled, and ends those under this node's name that nobody here works on: of some it is unknown whether they
/// began, and the end of others cannot be written.
/// </summary>
public sealed class RunKeeper(RunStore runs, RunNodeStore nodes, LiveRuns live, TimeProvider clock, ILogger<RunKeeper> logger) : RepeatedWork(RunNodeStore.Lease / 4, clock)
{
    private IDisposable? _watch;

    /// <inheritdoc />
    public override void Dispose()
    {
        _watch?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first run begins: one without a lease is nobody's to end.
        await TryAsync(LiveAsync, cancellationToken);
        _watch = runs.WatchCancels(Cancel);
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
        foreach (var run in own.Where(r => r.IsToStop)) live.Cancel(run.Tenant, run.RunId);
        var stranded = own.Where(r => live.Find(r.Tenant, r.RunId) is null).Select(r => r.RunId).ToList();
        if (stranded.Count > 0 && await runs.InterruptAsync(stranded, cancellationToken) is > 0 and var count) Log.LostRunsEnded(logger, count);
    }

    // Where news were lost, the next look finds the cancels on their runs' rows.
    private void Cancel((TenantId Tenant, string RunId)? run)
    {
        if (run is { } one) live.Cancel(one.Tenant, one.RunId);
        else Wake();
    }
}
