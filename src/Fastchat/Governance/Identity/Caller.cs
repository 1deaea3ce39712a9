using Fastchat.Foundation;

namespace Fastchat.Governance.Identity;

/// <summary>Who calls: a tenant's key, or the operator's.</summary>
/// <param name="Tenant">The tenant; null for the operator, who belongs to none.</param>
/// <param name="KeyId">The key's id, for logs; never the key.</param>
public sealed record Caller(TenantId? Tenant, string KeyId)
{
    /// <summary>The holder of the admin key.</summary>
    public static Caller Admin { get; } = new(null, "admin");

    /// <summary>Whether the caller is the operator.</summary>
    public bool IsAdmin => Tenant is null;
}
