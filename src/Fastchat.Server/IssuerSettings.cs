using System.Text.Json;
using Fastchat.Governance.Access;
using Fastchat.Governance.Identity.Tokens;
using Role = Fastchat.Contracts.Admin.V1.Role;

namespace Fastchat.Server;

/// <summary>
/// Reads FASTCHAT_ISSUERS: a JSON list of issuers, or the path of a file that holds one. Names are as in
/// <see cref="IssuerOptions"/>, <see cref="ClaimMapping"/> and <see cref="SignInOptions"/>, in snake_case.
/// </summary>
internal static class IssuerSettings
{
    private const string Variable = "FASTCHAT_ISSUERS";
    private const int LongestName = 32;

    /// <summary>Reads the issuers, and adds what is wrong to <paramref name="mistakes"/>.</summary>
    public static IReadOnlyList<IssuerOptions> Read(string value, List<string> mistakes)
    {
        if (Parse(value, mistakes) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array)
        {
            mistakes.Add($"{Variable} must be a JSON list of issuers.");
            return [];
        }

        var issuers = list.EnumerateArray().Select((issuer, i) => Issuer(new JsonSettings(issuer, $"{Variable}[{i}]", mistakes))).ToList();
        Differ(issuers, i => i.Name, "name", mistakes);
        Differ(issuers, i => i.Issuer, "issuer", mistakes);
        return issuers;
    }

    private static JsonElement? Parse(string value, List<string> mistakes)
    {
        try
        {
            using var document = JsonDocument.Parse(value.StartsWith('[') ? value : File.ReadAllText(value));
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            mistakes.Add($"{Variable} is no JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            mistakes.Add($"{Variable} must be a JSON list or the path of a file that can be read: {e.Message}");
        }

        return null;
    }

    private static IssuerOptions Issuer(JsonSettings settings)
    {
        var issuer = new IssuerOptions
        {
            Name = settings.RequiredText("name"),
            Issuer = settings.RequiredText("issuer"),
            Audiences = settings.Texts("audiences"),
            KeyFile = settings.Text("key_file"),
            AllowHttp = settings.Flag("allow_http"),
            ClockSkew = TimeSpan.FromSeconds(settings.Number("clock_skew_seconds", 0, (int)IssuerOptions.MostClockSkew.TotalSeconds) ?? 30),
            AuthorizedParties = settings.Texts("authorized_parties"),
            Claims = Claims(settings),
            SignIn = settings.Inner("sign_in") is { } signIn ? SignIn(signIn) : null,
        };
        Check(issuer, settings);
        settings.RefuseOthers();
        return issuer;
    }

    private static ClaimMapping Claims(JsonSettings settings)
    {
        var claims = new ClaimMapping
        {
            UserClaim = settings.Text("user_claim") ?? "sub",
            Tenant = settings.Text("tenant"),
            TenantClaim = settings.Text("tenant_claim"),
            Tenants = settings.Texts("tenants"),
            WorkspaceClaim = settings.Text("workspace_claim"),
            Role = settings.Text("role") is { } role ? RoleOf(role, "role", settings) : null,
            RolesClaim = settings.Text("roles_claim"),
            Roles = settings.Map("roles").ToDictionary(r => r.Key, r => RoleOf(r.Value, $"roles.{r.Key}", settings) ?? Role.Viewer, StringComparer.Ordinal),
            PermissionsClaim = settings.Text("permissions_claim"),
            Permissions = settings.Texts("permissions"),
        };
        if (claims.Tenant is null == claims.TenantClaim is null) settings.Mistake("must have either tenant or tenant_claim");
        if (claims.Tenant is not null && claims.Tenants.Count > 0) settings.Mistake("has tenants, which need tenant_claim");
        if (claims.RolesClaim is null != (claims.Roles.Count == 0)) settings.Mistake("must have roles_claim and roles together");
        if (claims.Role is null && claims.RolesClaim is null) settings.Mistake("must have role, or roles_claim with roles");
        foreach (var permission in claims.Permissions.Where(p => !Roles.Permissions(Role.Owner).Contains(p)))
            settings.Mistake($"has '{permission}' in permissions; permissions are {string.Join(", ", Roles.Permissions(Role.Owner).Order())}");
        return claims;
    }

    private static SignInOptions SignIn(JsonSettings settings)
    {
        var signIn = new SignInOptions
        {
            ClientId = settings.Text("client_id"),
            DeviceClientId = settings.Text("device_client_id"),
            Scopes = settings.Texts("scopes") is { Count: > 0 } scopes ? scopes : ["openid"],
            Resource = settings.Text("resource"),
        };
        if (signIn.ClientId is null && signIn.DeviceClientId is null) settings.Mistake("must have client_id, device_client_id or both");
        settings.RefuseOthers();
        return signIn;
    }

    private static void Check(IssuerOptions issuer, JsonSettings settings)
    {
        if (issuer.Name.Length > LongestName || !issuer.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            settings.Mistake($"has a name that is not 1 to {LongestName} of a-z, 0-9 and hyphens");
        if (issuer.Audiences.Count == 0) settings.Mistake("must have audiences, a list of one or more texts");
        if (issuer.KeyFile is null && issuer.Issuer.Length > 0 && !ProviderDocuments.IsAllowed(issuer.Issuer, issuer.AllowHttp))
            settings.Mistake("must have an HTTPS address as issuer (plain HTTP is for this machine, or with allow_http), or a key_file");
        if (issuer is { KeyFile: not null, SignIn: not null }) settings.Mistake("has sign_in, which needs discovery and so no key_file");
        if (issuer.KeyFile is not { } file) return;
        try
        {
            KeyFileKeys.Parse(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            settings.Mistake($"has a key_file that cannot be used: {e.Message}");
        }
    }

    private static Role? RoleOf(string name, string field, JsonSettings settings)
    {
        var role = Roles.All.Where(r => Roles.Name(r) == name).Select(r => (Role?)r).FirstOrDefault();
        if (role is null) settings.Mistake($"has {field} '{name}'; roles are {string.Join(", ", Roles.All.Select(Roles.Name))}");
        return role;
    }

    private static void Differ(List<IssuerOptions> issuers, Func<IssuerOptions, string> by, string field, List<string> mistakes)
    {
        foreach (var same in issuers.Where(i => by(i).Length > 0).GroupBy(by, StringComparer.Ordinal).Where(g => g.Count() > 1))
            mistakes.Add($"{Variable} has more than one issuer with the {field} '{same.Key}'.");
    }
}
