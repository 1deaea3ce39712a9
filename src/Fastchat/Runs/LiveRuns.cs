using System.Collections.Concurrent;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;

namespace Fastchat.Runs;

/// <summary>The runs that this process is working on, so that they can be watched, stored and stopped.</summary>
/// <param name="ended">Keeps those that end and are nowhere else.</param>
public sealed class LiveRuns(EndedRuns ended)
{
    private readonly ConcurrentDictionary<(TenantId Tenant, string RunId), LiveRun> _live = new();

    /// <summary>All of them.</summary>
    public IEnumerable<(TenantId Tenant, LiveRun Run)> All => _live.Select(r => (r.Key.Tenant, r.Value));

    /// <summary>Enters a run; it is taken out by disposing what comes back, whose token fires when the run is to stop.</summary>
    public LiveRun Enter(TenantId tenant, string runId, CancellationToken callerLeft, Durability durability = Durability.Async)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(callerLeft);
        return _live[(tenant, runId)] = new LiveRun(runId, durability, source, run => Leave(tenant, run));
    }

    /// <summary>A run under way here, or one that has ended and whose events are in memory alone; null for any other.</summary>
    public LiveRun? Find(TenantId tenant, string runId) => _live.GetValueOrDefault((tenant, runId)) ?? ended.Find(tenant, runId);

    /// <summary>Stops all of a tenant's that are under way here.</summary>
    public void CancelAll(TenantId tenant)
    {
        foreach (var (_, run) in All.Where(r => r.Tenant == tenant)) run.Cancel();
    }

    /// <summary>Stops a run; false when it is not under way here.</summary>
    public bool Cancel(TenantId tenant, string runId)
    {
        if (Find(tenant, runId) is not { } run) return false;
        run.Cancel();
        return true;
    }

    private void Leave(TenantId tenant, LiveRun run)
    {
        if (run is { Durability: Durability.None, HasTerminal: true }) ended.Add(tenant, run);
        _live.TryRemove((tenant, run.RunId), out _);
    }
}
