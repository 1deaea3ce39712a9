using Fastchat.Governance.Identity;

namespace Fastchat.Governance.Limits;

/// <summary>Holds tenants, workspaces, keys and users to their calls per minute and per day.</summary>
public sealed class RequestLimiter(LimitBook book, LimitPools pools)
{
    /// <summary>Takes one call from a caller's limits and says how the tightest stands, or that it does not fit; null when there are none.</summary>
    public async ValueTask<LimitStanding?> TakeAsync(Caller caller, CancellationToken cancellationToken)
    {
        var limits = await book.OfAsync(caller.Tenant!.Value, cancellationToken);
        if (limits.IsEmpty) return null;
        var claims = new List<LimitClaim>();
        foreach (var (subject, settings) in limits.For(caller, caller.UserId, model: null))
        {
            if (settings.HasRequestsPerMinute) claims.Add(LimitClaim.Exactly(subject, LimitMetric.RequestsPerMinute, settings.RequestsPerMinute, 1));
            if (settings.HasRequestsPerDay) claims.Add(LimitClaim.Exactly(subject, LimitMetric.RequestsPerDay, settings.RequestsPerDay, 1));
        }

        return claims.Count == 0 ? null : (await pools.TakeAsync(caller.Tenant.Value, claims, isHeld: false, cancellationToken)).Standing;
    }
}
