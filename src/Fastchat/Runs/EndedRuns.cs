using Fastchat.Foundation;

namespace Fastchat.Runs;

/// <summary>Ended runs whose events are in memory alone: for as long as a reader who was cut off may come back, and while there is room. Safe for use by many threads.</summary>
public sealed class EndedRuns(RunOptions options, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(TenantId Tenant, string RunId), LiveRun> _runs = [];
    private readonly Queue<(TenantId Tenant, LiveRun Run, DateTimeOffset Until)> _byAge = new();
    private int _events;

    /// <summary>Keeps a run.</summary>
    public void Add(TenantId tenant, LiveRun run)
    {
        lock (_lock)
        {
            _runs[(tenant, run.RunId)] = run;
            _byAge.Enqueue((tenant, run, clock.GetUtcNow() + options.ResumeWindow));
            _events += run.Count;
            Trim_NeedsLock();
        }
    }

    /// <summary>A run that is kept; null for any other.</summary>
    public LiveRun? Find(TenantId tenant, string runId)
    {
        lock (_lock)
        {
            Trim_NeedsLock();
            return _runs.GetValueOrDefault((tenant, runId));
        }
    }

    /// <summary>Lets go of those whose time is over.</summary>
    public void Trim()
    {
        lock (_lock) Trim_NeedsLock();
    }

    /// <summary>Lets go of all of a tenant's.</summary>
    public void Forget(TenantId tenant)
    {
        lock (_lock)
        {
            foreach (var key in _runs.Keys.Where(k => k.Tenant == tenant).ToList()) _runs.Remove(key);
        }
    }

    private void Trim_NeedsLock()
    {
        var now = clock.GetUtcNow();
        while (_byAge.TryPeek(out var oldest) && (oldest.Until <= now || _events > options.MostInMemory))
        {
            _byAge.Dequeue();
            _events -= oldest.Run.Count;
            _runs.Remove((oldest.Tenant, oldest.Run.RunId));
        }
    }
}
