namespace Fastchat.Governance.Limits;

/// <summary>One draw on the database for the takes that wait: which of them fit, in their order, and how much of each window that comes to.</summary>
/// <param name="pools">The pools of all windows that they are on.</param>
/// <param name="takes">The takes.</param>
/// <param name="now">The time.</param>
internal sealed class LimitDraw(LimitPool[] pools, IReadOnlyList<TenantPools.Waiting> takes, DateTimeOffset now)
{
    private readonly long[] _free = [.. pools.Select(p => p.Free)];
    private readonly Dictionary<CountedWindow, int> _places = pools.Select((p, i) => (p.Window, Place: i)).ToDictionary(p => p.Window, p => p.Place);
    private long[] _counted = [];
    private long[] _draws = [];

    /// <summary>For each take the standing that leaves no room for it; null for those that fit.</summary>
    public LimitStanding?[] Refusals { get; private set; } = [];

    /// <summary>Decides, from what the database counts as used. It may be asked again with other numbers: the last answer holds.</summary>
    /// <param name="counted">What all nodes have drawn of each window.</param>
    /// <returns>What to draw of each.</returns>
    public long[] Decide(long[] counted)
    {
        var used = counted.Select((c, i) => c - _free[i]).ToArray();
        var before = (long[])used.Clone();
        var most = new long[pools.Length];
        Refusals = [.. takes.Select(take => Decide(take, used, most))];
        _counted = counted;
        return _draws = [.. pools.Select((pool, i) =>
        {
            var needed = used[i] - before[i] - _free[i];
            return needed <= 0 ? 0 : LimitPool.Sum(needed, pool.Ahead(most[i] - LimitPool.Sum(counted[i], needed), now));
        })];
    }

    /// <summary>Puts what was drawn into the pools, and tells those that are full.</summary>
    public void Apply()
    {
        for (var i = 0; i < pools.Length; i++) pools[i].Draw(_draws[i], LimitPool.Sum(_counted[i], _draws[i]), now);
        for (var i = 0; i < takes.Count; i++)
        {
            if (Refusals[i] is not { } refusal) continue;
            var claim = takes[i].Claims.First(c => c.Subject == refusal.Subject && c.Metric == refusal.Metric);
            pools[_places[CountedWindow.Of(claim, takes[i].Asked)]].Refuse(claim, now);
        }
    }

    private LimitStanding? Decide(TenantPools.Waiting take, long[] used, long[] most)
    {
        for (var i = 0; i < take.Claims.Count; i++)
        {
            var claim = take.Claims[i];
            var place = _places[take.Windows[i]];
            most[place] = Math.Max(most[place], claim.Most);
            if (!LimitPool.Fits(claim, used[place])) return LimitStanding.Of(claim, used[place], take.Asked, refused: true);
        }

        for (var i = 0; i < take.Claims.Count; i++) used[_places[take.Windows[i]]] = LimitPool.Sum(used[_places[take.Windows[i]]], take.Claims[i].Amount);
        return null;
    }
}
