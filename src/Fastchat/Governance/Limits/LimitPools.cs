using System.Collections.Concurrent;
using Fastchat.Foundation;

namespace Fastchat.Governance.Limits;

/// <summary>
/// What this node has drawn of tenants' limits. The database counts what nodes draw, so all together never pass a limit; how much
/// a node draws ahead follows how fast it is used, and is at most a sixteenth of what is left. Safe for use by many threads.
/// </summary>
public sealed class LimitPools(LimitStore store, TimeProvider clock)
{
    private readonly ConcurrentDictionary<TenantId, TenantPools> _tenants = new();

    /// <summary>Takes what all claims want, or nothing: how the tightest stands, or the one that did not fit.</summary>
    /// <param name="tenant">Whose limits.</param>
    /// <param name="claims">The claims, at least one, no two of one subject and metric.</param>
    /// <param name="isHeld">Whether it is set aside and settled later, rather than taken for good.</param>
    /// <param name="cancellationToken">Gives up before anything is taken.</param>
    public ValueTask<LimitTaking> TakeAsync(TenantId tenant, IReadOnlyList<LimitClaim> claims, bool isHeld, CancellationToken cancellationToken) =>
        _tenants.GetOrAdd(tenant, t => new TenantPools(t, store, clock)).TakeAsync(claims, isHeld, cancellationToken);

    /// <summary>Gives back what nobody has used for a second, and counts what was used beyond what was set aside.</summary>
    /// <param name="all">Whether to give everything back: the node stops.</param>
    /// <param name="cancellationToken">Gives up between tenants.</param>
    public async Task ReturnAsync(bool all, CancellationToken cancellationToken)
    {
        foreach (var pools in _tenants.Values) await pools.ReturnAsync(all, cancellationToken);
    }
}
