using Fastchat.Foundation;

namespace Fastchat.Governance.Limits;

/// <summary>
/// A tenant's limits on this node. What the pools hold is served at once; the rest waits for the one draw that is under way, and
/// then goes with the next, in the order in which it came. So many calls share a transaction, and most need none.
/// </summary>
internal sealed class TenantPools(TenantId tenant, LimitStore store, TimeProvider clock)
{
    private const int LargestGroup = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<CountedWindow, LimitPool> _pools = [];
    private readonly Queue<Waiting> _waiting = new();
    private bool _isDrawing;

    /// <summary>Takes what all claims want, or nothing.</summary>
    public ValueTask<LimitTaking> TakeAsync(IReadOnlyList<LimitClaim> claims, bool isHeld, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(claims, isHeld, clock.GetUtcNow(), cancellationToken);
        Task<LimitTaking> done;
        lock (_lock)
        {
            if (!_isDrawing && Serve(waiting) is { } taking) return new ValueTask<LimitTaking>(taking);
            done = waiting.Begin();
            _waiting.Enqueue(waiting);
            if (_isDrawing) return new ValueTask<LimitTaking>(done);
            _isDrawing = true;
        }

        // The loop serves other callers too and must not keep this one's context.
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(DrawAsync);
        return new ValueTask<LimitTaking>(done);
    }

    /// <summary>Gives back what nobody has used for a second, and counts what was used beyond what was set aside.</summary>
    /// <param name="all">Whether to give everything back: the node stops.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    public async Task ReturnAsync(bool all, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<(LimitPool Pool, long Amount)> due;
        lock (_lock)
        {
            if (_isDrawing) return;
            foreach (var window in _pools.Values.Where(p => p.IsPast(now) || (p.Free == 0 && p.Holds == 0 && p.IsIdle(now))).Select(p => p.Window).ToList()) _pools.Remove(window);
            due = [.. _pools.Values.Select(p => (Pool: p, Amount: all ? p.Free : p.Surplus(now))).Where(d => d.Amount != 0).OrderBy(d => d.Pool.Window)];
            if (due.Count == 0) return;
            _isDrawing = true;

            // Given away before it is known that it was given back: where that stays in doubt too much is counted, never too little.
            due.ForEach(d => d.Pool.GiveBack(Math.Max(0, d.Amount)));
        }

        try
        {
            await store.GiveBackAsync(tenant, [.. due.Select(d => (d.Pool.Window, d.Amount))], cancellationToken);
            lock (_lock) due.ForEach(d => d.Pool.GiveBack(Math.Min(0, d.Amount)));
        }
        catch (OperationCanceledException)
        {
            lock (_lock) due.ForEach(d => d.Pool.GiveBack(-Math.Max(0, d.Amount)));
            throw;
        }
        finally
        {
            // Whoever came meanwhile may keep the loop busy for long; the one who gives back has other tenants to see to.
            using (ExecutionContext.SuppressFlow()) _ = Task.Run(DrawAsync);
        }
    }

    private async Task DrawAsync()
    {
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                await DrawAsync(group);
            }
            catch (Exception e)
            {
                group.ForEach(w => w.Done.TrySetException(e));
            }
        }
    }

    // Those that the pools can serve by now are served here and are not among them.
    private List<Waiting> Next()
    {
        var group = new List<Waiting>();
        var served = new List<(Waiting Waiting, LimitTaking Taking)>();
        lock (_lock)
        {
            while (group.Count < LargestGroup && _waiting.TryDequeue(out var waiting))
            {
                if (waiting.IsWithdrawn()) continue;
                if (group.Count == 0 && Serve(waiting) is { } taking) served.Add((waiting, taking));
                else group.Add(waiting);
            }

            _isDrawing = group.Count > 0;
        }

        foreach (var (waiting, taking) in served) waiting.Done.TrySetResult(taking);
        return group;
    }

    private async Task DrawAsync(List<Waiting> group)
    {
        LimitPool[] pools;
        lock (_lock) pools = [.. group.SelectMany(w => w.Windows).Distinct().Order().Select(Pool)];
        var draw = new LimitDraw(pools, group, clock.GetUtcNow());
        await store.DrawAsync(tenant, [.. pools.Select(p => p.Window)], draw.Decide);
        List<LimitTaking> takings;
        lock (_lock)
        {
            draw.Apply();
            takings = [.. group.Select((w, i) => draw.Refusals[i] is { } refusal ? new LimitTaking(refusal, null) : Take(w))];
        }

        for (var i = 0; i < group.Count; i++) group[i].Done.TrySetResult(takings[i]);
    }

    private LimitPool Pool(CountedWindow window) => _pools.TryGetValue(window, out var pool) ? pool : _pools[window] = new LimitPool(window);

    private LimitTaking? Serve(Waiting waiting)
    {
        for (var i = 0; i < waiting.Claims.Count; i++)
        {
            var claim = waiting.Claims[i];
            if (!_pools.TryGetValue(waiting.Windows[i], out var pool)) return null;
            if (pool.IsKnownFull(claim, waiting.Asked)) return new LimitTaking(LimitStanding.Of(claim, pool.Used, waiting.Asked, refused: true), null);
            if (!pool.Serves(claim)) return null;
        }

        return Take(waiting);
    }

    private LimitTaking Take(Waiting waiting)
    {
        LimitStanding? tightest = null;
        var parts = waiting.IsHeld ? new List<(LimitPool, long)>(waiting.Claims.Count) : null;
        for (var i = 0; i < waiting.Claims.Count; i++)
        {
            var (claim, pool) = (waiting.Claims[i], Pool(waiting.Windows[i]));
            pool.Take(claim.Amount, waiting.IsHeld, waiting.Asked);
            parts?.Add((pool, claim.Amount));
            tightest = LimitStanding.Tighter(tightest, LimitStanding.Of(claim, pool.Used, waiting.Asked, refused: false));
        }

        return new LimitTaking(tightest!, parts is null ? null : new LimitHold(parts, _lock));
    }

    /// <summary>A take, which waits for a draw when the pools cannot serve it.</summary>
    internal sealed class Waiting(IReadOnlyList<LimitClaim> claims, bool isHeld, DateTimeOffset asked, CancellationToken cancellation)
    {
        private TaskCompletionSource<LimitTaking>? _done;

        public IReadOnlyList<LimitClaim> Claims { get; } = claims;

        public CountedWindow[] Windows { get; } = [.. claims.Select(c => CountedWindow.Of(c, asked))];

        public bool IsHeld { get; } = isHeld;

        public DateTimeOffset Asked { get; } = asked;

        public TaskCompletionSource<LimitTaking> Done => _done!;

        // Most takes are served at once and need none.
        public Task<LimitTaking> Begin() => (_done = new TaskCompletionSource<LimitTaking>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public bool IsWithdrawn() => cancellation.IsCancellationRequested && Done.TrySetCanceled(cancellation);
    }
}
