namespace Fastchat.Governance.Limits;

/// <summary>
/// What this node has drawn of one window from the database and not yet used. Its tenant's calls are served from here; only when
/// it is empty is more drawn. Whoever uses it holds the lock of its tenant's pools.
/// </summary>
internal sealed class LimitPool(CountedWindow window)
{
    // What a node may keep for itself of what is left: near the end of a limit every draw is exact.
    private const int ShareOfRoom = 16;

    private long _lastDraw;
    private long _taken;
    private DateTimeOffset _drawnAt = DateTimeOffset.MinValue;
    private DateTimeOffset _touchedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _fullUntil = DateTimeOffset.MinValue;
    private long _fullAt;

    /// <summary>What it is a pool of.</summary>
    public CountedWindow Window => window;

    /// <summary>What is left of what was drawn; less than nothing when more was used than was set aside.</summary>
    public long Free { get; private set; }

    /// <summary>How many pieces of work under way hold a part of it.</summary>
    public int Holds { get; private set; }

    /// <summary>What is used of the window, as far as this node knows: all that the nodes had drawn when it drew last, without its own rest.</summary>
    public long Used { get; private set; }

    /// <summary>Whether a claim can be served without the database.</summary>
    public bool Serves(LimitClaim claim) => Free >= claim.Amount && Fits(claim, Used);

    /// <summary>Whether the database has just said that such a claim does not fit. Calls are given back by idle nodes alone, and that takes them a second.</summary>
    public bool IsKnownFull(LimitClaim claim, DateTimeOffset now) => now < _fullUntil && claim.Most <= _fullAt && Free < claim.Need;

    /// <summary>Whether a claim fits when so much is used.</summary>
    public static bool Fits(LimitClaim claim, long used) => Sum(used, claim.Need) <= claim.Most;

    /// <summary>A sum that stops at the largest number there is.</summary>
    public static long Sum(long a, long b) => a > 0 && b > long.MaxValue - a ? long.MaxValue : a + b;

    /// <summary>Serves a claim.</summary>
    /// <param name="amount">How much.</param>
    /// <param name="isHeld">Whether it is settled later.</param>
    /// <param name="now">The time.</param>
    public void Take(long amount, bool isHeld, DateTimeOffset now)
    {
        Free -= amount;
        Used = Sum(Used, amount);
        if (isHeld) Holds++;
        _taken = Sum(_taken, amount);
        _touchedAt = now;
    }

    /// <summary>A piece of work has ended.</summary>
    public void Settle(long held, long used)
    {
        Free += held - used;
        Used += used - held;
        Holds--;
        if (used < held) _fullUntil = DateTimeOffset.MinValue;
    }

    /// <summary>How much to draw beyond what is needed now: nothing for whoever comes now and then, twice as much as last time for whoever comes again within a second.</summary>
    /// <param name="room">What will be left of the window then.</param>
    /// <param name="now">The time.</param>
    public long Ahead(long room, DateTimeOffset now)
    {
        var seconds = (now - _drawnAt).TotalSeconds;
        var pace = seconds < 1 ? Sum(_lastDraw, _lastDraw) : seconds < 8 ? _lastDraw >> (int)seconds : 0;
        return Math.Clamp(pace, 0, Math.Max(0, room) / ShareOfRoom);
    }

    /// <summary>So much was drawn, and the database now counts so much as used.</summary>
    public void Draw(long amount, long counted, DateTimeOffset now)
    {
        Free += amount;
        Used = counted - Free;
        if (amount <= 0) return;
        (_lastDraw, _drawnAt) = (amount, now);
    }

    /// <summary>The database says that a claim does not fit.</summary>
    public void Refuse(LimitClaim claim, DateTimeOffset now)
    {
        if (claim.Metric != LimitMetric.RequestsPerMinute && claim.Metric != LimitMetric.RequestsPerDay) return;
        (_fullAt, _fullUntil) = (claim.Most, now + TimeSpan.FromSeconds(1));
    }

    /// <summary>Whether nobody has drawn on it for a second.</summary>
    public bool IsIdle(DateTimeOffset now) => now - _touchedAt >= TimeSpan.FromSeconds(1);

    /// <summary>
    /// What goes back now: all when it lies idle, otherwise what is beyond twice of what was taken since this was asked last, a
    /// second ago. Work that used less than was set aside leaves such rests. Less than nothing where more was used than was drawn.
    /// </summary>
    public long Surplus(DateTimeOffset now)
    {
        var kept = IsIdle(now) ? 0 : Math.Max(Sum(_taken, _taken), _lastDraw);
        _taken = 0;
        return Free < 0 ? Free : Math.Max(0, Free - kept);
    }

    /// <summary>Whether its window has ended.</summary>
    public bool IsPast(DateTimeOffset now) => window.Metric.StartOf(now) != window.Start;

    /// <summary>What it gave back to the database.</summary>
    public void GiveBack(long amount) => Free -= amount;
}
