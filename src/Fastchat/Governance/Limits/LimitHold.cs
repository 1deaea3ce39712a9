namespace Fastchat.Governance.Limits;

/// <summary>What was set aside of limits for a piece of work under way. It is settled once: what was not used goes back, what was used beyond it is counted.</summary>
public sealed class LimitHold
{
    private readonly IReadOnlyList<(LimitPool Pool, long Amount)> _parts;
    private readonly Lock _lock;
    private bool _isSettled;

    internal LimitHold(IReadOnlyList<(LimitPool Pool, long Amount)> parts, Lock poolsLock)
    {
        _parts = parts;
        _lock = poolsLock;
    }

    /// <summary>The work has come to its end.</summary>
    /// <param name="tokens">How many tokens models read and wrote.</param>
    /// <param name="cost">What they cost, in billionths of the prices' currency.</param>
    public void Settle(long tokens, long cost) => Settle((metric, amount) => metric switch
    {
        _ when metric == LimitMetric.TokensPerMinute => tokens,
        _ when metric == LimitMetric.CostPerDay || metric == LimitMetric.CostPerMonth => cost,
        _ when metric == LimitMetric.ConcurrentStreams => 0,
        _ => amount,
    });

    /// <summary>The work was not done: all of it goes back.</summary>
    public void Release() => Settle((_, _) => 0);

    private void Settle(Func<LimitMetric, long, long> used)
    {
        lock (_lock)
        {
            if (_isSettled) return;
            _isSettled = true;
            foreach (var (pool, amount) in _parts) pool.Settle(amount, used(pool.Window.Metric, amount));
        }
    }
}
