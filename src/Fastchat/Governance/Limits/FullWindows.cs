using System.Collections.Concurrent;
using Fastchat.Foundation;

namespace Fastchat.Governance.Limits;

/// <summary>
/// Windows of calls that this node has found full. Nobody gives a call back, so a full window stays full until its end, and
/// whoever goes on calling is refused without a transaction: a noisy tenant costs the others none.
/// </summary>
public sealed class FullWindows(TimeProvider clock)
{
    // Far more than are full at once; what is forgotten is found full again.
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<(TenantId Tenant, string Subject, LimitMetric Metric), (long Start, long Used)> _full = new();

    /// <summary>The refusal of the first claim whose window is known to be full; null when none is.</summary>
    public LimitStanding? Refusal(TenantId tenant, IReadOnlyList<LimitClaim> claims)
    {
        if (_full.IsEmpty) return null;
        var now = clock.GetUtcNow();
        foreach (var claim in claims)
        {
            // A limit that was raised meanwhile has room again.
            if (_full.TryGetValue((tenant, claim.Subject, claim.Metric), out var window) && window.Start == claim.Metric.StartOf(now) && window.Used >= claim.Most)
                return new LimitStanding(claim.Subject, claim.Metric, claim.Most, 0, claim.Metric.LeftOf(now), Refused: true);
        }

        return null;
    }

    /// <summary>Remembers that a claim of one call did not fit.</summary>
    /// <param name="tenant">Whose limits.</param>
    /// <param name="refused">The refusal.</param>
    /// <param name="asked">A time before the store was asked: should a window have begun since, the one before is remembered, which does no harm.</param>
    public void Remember(TenantId tenant, LimitStanding refused, DateTimeOffset asked)
    {
        if (_full.Count >= Most) _full.Clear();
        _full[(tenant, refused.Subject, refused.Metric)] = (refused.Metric.StartOf(asked), refused.Most);
    }
}
