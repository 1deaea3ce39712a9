using System.Collections.Frozen;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;

namespace Fastchat.Governance.Identity;

/// <summary>Who calls: the holder of a tenant's key or of an issuer's token, or the operator.</summary>
/// <param name="Tenant">The tenant; null for the operator, who belongs to none.</param>
/// <param name="KeyId">The key's id, or the issuer's name and a hash of its user's, for logs; never the key or the token.</param>
/// <param name="Role">The role; not said for the operator.</param>
/// <param name="Permissions">What the caller may do.</param>
public sealed record Caller(TenantId? Tenant, string KeyId, Role Role, FrozenSet<string> Permissions)
{
    /// <summary>The holder of the admin key.</summary>
    public static Caller Admin { get; } = new(null, "admin", Role.Unspecified, Roles.Operator);

    /// <summary>The workspace the caller works in; null for none. Whether the one that a token names exists is not looked up.</summary>
    public string? WorkspaceId { get; init; }

    /// <summary>Which of the issuer's users it is, as the issuer names him; null for the bare holder of a key.</summary>
    public string? UserId { get; init; }

    /// <summary>Whether the caller's tenant is served.</summary>
    public bool IsServed { get; init; } = true;

    /// <summary>The name of the issuer whose token was shown; null for a key.</summary>
    public string? Issuer { get; init; }

    /// <summary>Whether the caller is the operator.</summary>
    public bool IsAdmin => Tenant is null;

    /// <summary>Whose thing an id names, as far as the caller may know: the tenant is written into the id, so the operator need not name it, and a tenant finds only its own.</summary>
    /// <param name="id">The id, as it was sent.</param>
    /// <param name="prefix">What ids of that kind begin with.</param>
    public TenantId? OwnerOf(string id, string prefix) => Tenant is not { } own ? Ids.Owner(id, prefix) : Ids.IsOwned(id, prefix, own) ? own : null;
}
