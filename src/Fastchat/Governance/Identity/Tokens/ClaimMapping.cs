using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>Which claims of an issuer's tokens say what. A claim is a name, or a path of names joined by dots.</summary>
public sealed record ClaimMapping
{
    /// <summary>The claim that says which user it is.</summary>
    public string UserClaim { get; init; } = "sub";

    /// <summary>The tenant of all its tokens, by name or id; null when a claim says it.</summary>
    public string? Tenant { get; init; }

    /// <summary>The claim with the tenant's name or id; null when it is the same for all.</summary>
    public string? TenantClaim { get; init; }

    /// <summary>The tenants that its tokens may act for, by name or id as the claim says them; empty for all.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>The claim with the workspace; null for none.</summary>
    public string? WorkspaceClaim { get; init; }

    /// <summary>The role of those whom the claim gives none; null to refuse them.</summary>
    public Role? Role { get; init; }

    /// <summary>The claim with the issuer's roles or groups, a text or a list of texts; null for none.</summary>
    public string? RolesClaim { get; init; }

    /// <summary>Which of its values means which role. Of several the strongest counts.</summary>
    public IReadOnlyDictionary<string, Role> Roles { get; init; } = new Dictionary<string, Role>();

    /// <summary>The claim that narrows the role to permissions, a list or a text with blanks, such as <c>scope</c>; null for none.</summary>
    public string? PermissionsClaim { get; init; }

    /// <summary>The permissions beyond which no token of the issuer goes; empty for the role's.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];
}
