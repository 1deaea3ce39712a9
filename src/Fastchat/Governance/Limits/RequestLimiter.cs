using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;

namespace Fastchat.Governance.Limits;

/// <summary>Holds tenants to their calls per minute and per day.</summary>
public sealed class RequestLimiter(TenantDirectory tenants, LimitStore store)
{
    /// <summary>Takes one call from a tenant's limits and says how they stand, or that it does not fit; null when there are none.</summary>
    public async ValueTask<LimitStanding?> TakeAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var limits = LimitsOf((await tenants.SettingsAsync(tenant, cancellationToken)).Limits);
        return limits.Count == 0 ? null : await store.TakeAsync(tenant, subject: "", limits, cancellationToken);
    }

    /// <summary>What a refused call is told.</summary>
    public static FastchatException Refusal(LimitStanding standing) => new(
        ErrorReason.RateLimitExceeded, $"The limit of {standing.Limit.Most} {standing.Limit.Metric.Replace("/", " per ", StringComparison.Ordinal)} is reached; try again in {LimitHeaders.Format(standing.ResetAfter)}.")
    {
        RetryAfter = standing.ResetAfter,
    };

    private static List<WindowLimit> LimitsOf(LimitSettings settings)
    {
        var limits = new List<WindowLimit>(2);
        if (settings.HasRequestsPerMinute) limits.Add(new WindowLimit("requests/minute", TimeSpan.FromMinutes(1), settings.RequestsPerMinute));
        if (settings.HasRequestsPerDay) limits.Add(new WindowLimit("requests/day", TimeSpan.FromDays(1), settings.RequestsPerDay));
        return limits;
    }
}
