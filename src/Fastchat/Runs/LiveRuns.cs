using System.Collections.Concurrent;
using Fastchat.Foundation;

namespace Fastchat.Runs;

/// <summary>The runs that this process is working on, so that they can be watched, stored and stopped.</summary>
public sealed class LiveRuns
{
    private readonly ConcurrentDictionary<(TenantId Tenant, string RunId), LiveRun> _live = new();

    /// <summary>All of them.</summary>
    public IEnumerable<(TenantId Tenant, LiveRun Run)> All => _live.Select(r => (r.Key.Tenant, r.Value));

    /// <summary>Enters a run; it is taken out by disposing what comes back, whose token fires when the run is to stop.</summary>
    public LiveRun Enter(TenantId tenant, string runId, CancellationToken callerLeft)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(callerLeft);
        return _live[(tenant, runId)] = new LiveRun(runId, source, () => _live.TryRemove((tenant, runId), out _));
    }

    /// <summary>A run; null when it is not under way here.</summary>
    public LiveRun? Find(TenantId tenant, string runId) => _live.GetValueOrDefault((tenant, runId));

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
}
