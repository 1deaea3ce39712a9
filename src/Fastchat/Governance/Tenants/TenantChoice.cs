using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;

namespace Fastchat.Governance.Tenants;

/// <summary>Which tenant a call of administration is about: a tenant's caller has but his own, the operator names one.</summary>
public sealed class TenantChoice(TenantStore tenants)
{
    /// <summary>The tenant.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="asked">The request's tenant_id; may be empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FastchatException">MISSING_FIELD or TENANT_NOT_FOUND; somebody else's is like one that does not exist.</exception>
    public async Task<TenantId> ResolveAsync(Caller caller, string asked, CancellationToken cancellationToken)
    {
        if (caller.Tenant is { } own && (asked.Length == 0 || asked == own.Value)) return own;
        if (asked.Length == 0) throw FastchatException.MissingField("tenant_id");
        if (caller.IsAdmin && await tenants.FindAsync(new TenantId(asked), cancellationToken) is { } found) return found.Id;
        throw NotFound(asked);
    }

    /// <summary>What is said of a tenant that is not there.</summary>
    internal static FastchatException NotFound(string tenantId) => new(ErrorReason.TenantNotFound, $"There is no tenant '{tenantId}'.", "tenant_id");
}
