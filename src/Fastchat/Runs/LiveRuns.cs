using System.Collections.Concurrent;
using Fastchat.Foundation;

namespace Fastchat.Runs;

/// <summary>The runs that this process is working on, so that they can be stopped.</summary>
public sealed class LiveRuns
{
    private readonly ConcurrentDictionary<(TenantId Tenant, string RunId), CancellationTokenSource> _live = new();

    /// <summary>Enters a run; it is taken out by disposing what comes back, whose token fires when the run is to stop.</summary>
    public LiveRun Enter(TenantId tenant, string runId, CancellationToken callerLeft)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(callerLeft);
        _live[(tenant, runId)] = source;
        return new LiveRun(source, () => _live.TryRemove((tenant, runId), out _));
    }

    /// <summary>Stops all of a tenant's that are under way here.</summary>
    public void CancelAll(TenantId tenant)
    {
        foreach (var (owner, runId) in _live.Keys.Where(k => k.Tenant == tenant)) Cancel(owner, runId);
    }

    /// <summary>Stops a run; one that is not under way here is left alone.</summary>
    public void Cancel(TenantId tenant, string runId)
    {
        if (!_live.TryGetValue((tenant, runId), out var source)) return;
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in this very moment.
        }
    }
}
