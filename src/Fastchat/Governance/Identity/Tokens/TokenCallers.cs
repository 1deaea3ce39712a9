using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Governance.Tenants;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>Who the holder of a verified token is here: the issuer's claims in our words.</summary>
internal sealed class TokenCallers(TenantStore tenants)
{
    private const int LongestSubject = 255;
    private const int LongestWorkspace = 64;
    private const int HashLength = 12;

    /// <summary>The caller.</summary>
    /// <exception cref="FastchatException">INVALID_TOKEN for a claim that is missing, PERMISSION_DENIED for a holder who has no tenant or role here.</exception>
    public async Task<Caller> ReadAsync(IssuerOptions issuer, JsonWebToken token, CancellationToken cancellationToken)
    {
        var (claims, mapping) = (Claims.Of(token), issuer.Claims);
        var user = claims.Text(mapping.UserClaim) ?? throw TokenRefusal.Invalid($"The token does not say who its holder is ('{mapping.UserClaim}').");
        Check(mapping.UserClaim, user, LongestSubject);
        var workspace = mapping.WorkspaceClaim is { } claim ? claims.Text(claim) : null;
        if (workspace is not null) Check(mapping.WorkspaceClaim!, workspace, LongestWorkspace);
        var role = RoleOf(mapping, claims);
        var tenant = await TenantAsync(mapping, claims, cancellationToken);
        return new Caller(tenant.Id, KeyId(issuer.Name, user), role, Permissions(mapping, claims, role))
        {
            IsServed = tenant.Status == TenantStatus.Active,
            Issuer = issuer.Name,
            UserId = user,
            WorkspaceId = workspace,
        };
    }

    // Both become parts of keys of the store.
    private static void Check(string claim, string value, int longest)
    {
        if (value.Length > longest || value.Any(char.IsControl)) throw TokenRefusal.Invalid($"The token's '{claim}' has more than {longest} characters, or control characters.");
    }

    // A user's name at his provider may be his address: logs get its hash.
    private static string KeyId(string issuer, string user) => $"{issuer}|{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user)))[..HashLength]}";

    private static Role RoleOf(ClaimMapping mapping, Claims claims)
    {
        var mapped = mapping.RolesClaim is null ? [] : claims.Texts(mapping.RolesClaim).Where(mapping.Roles.ContainsKey).Select(v => mapping.Roles[v]).ToList();

        // Strongest first.
        if (mapped.Count > 0) return mapped.Min();
        return mapping.Role ?? throw TokenRefusal.NoAccess($"The token gives its holder no role here ('{mapping.RolesClaim}').");
    }

    private async Task<TenantRecord> TenantAsync(ClaimMapping mapping, Claims claims, CancellationToken cancellationToken)
    {
        var named = mapping.Tenant ?? claims.Text(mapping.TenantClaim!) ?? throw TokenRefusal.NoAccess($"The token does not say which tenant it is for ('{mapping.TenantClaim}').");
        var allowed = mapping.Tenants.Count == 0 || mapping.Tenants.Contains(named);
        return (allowed ? await tenants.FindByNameAsync(named, cancellationToken) ?? await tenants.FindAsync(new TenantId(named), cancellationToken) : null)
            ?? throw TokenRefusal.NoAccess("The token is for a tenant that is not here, or that its issuer may not speak for.");
    }

    private static FrozenSet<string> Permissions(ClaimMapping mapping, Claims claims, Role role)
    {
        IEnumerable<string> permissions = Roles.Permissions(role);
        if (mapping.Permissions.Count > 0) permissions = permissions.Intersect(mapping.Permissions);

        // Where a claim narrows, a token without it has nothing: what was forgotten must not be everything.
        if (mapping.PermissionsClaim is { } claim) permissions = permissions.Intersect(claims.Texts(claim).SelectMany(t => t.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        return permissions.ToFrozenSet(StringComparer.Ordinal);
    }
}
