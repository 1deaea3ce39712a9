using System.Collections.Frozen;
using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Access;

/// <summary>Roles as sets of permissions. Each has what the next one has, and more; the operator has none of them.</summary>
public static class Roles
{
    private static readonly string[] Viewer = ["chat.read", "collections.read", "files.read", "models.read"];
    private static readonly string[] User = [.. Viewer, "chat.write", "embeddings.write", "files.write", "rerank.write"];
    private static readonly string[] Developer = [.. User, "collections.write"];
    private static readonly string[] Admin = [.. Developer, "audit.read", "keys.read", "keys.write", "limits.read", "limits.write", "usage.read", "policies.read", "policies.write", "webhooks.read", "webhooks.write", "workspaces.read", "workspaces.write", "users.erase", "erasures.read"];

    private static readonly FrozenDictionary<Role, FrozenSet<string>> Sets = new Dictionary<Role, FrozenSet<string>>
    {
        [Role.Owner] = Admin.ToFrozenSet(StringComparer.Ordinal),
        [Role.Admin] = Admin.ToFrozenSet(StringComparer.Ordinal),
        [Role.Developer] = Developer.ToFrozenSet(StringComparer.Ordinal),
        [Role.User] = User.ToFrozenSet(StringComparer.Ordinal),
        [Role.Viewer] = Viewer.ToFrozenSet(StringComparer.Ordinal),
    }.ToFrozenDictionary();

    /// <summary>What the holder of the admin key may do: it belongs to no tenant and has no part in what tenants do.</summary>
    public static FrozenSet<string> Operator { get; } = new[] { "tenants.read", "tenants.write", "audit.read", "keys.read", "keys.write", "limits.read", "limits.write", "usage.read", "policies.read", "policies.write", "webhooks.read", "webhooks.write", "workspaces.read", "workspaces.write", "tenants.erase", "users.erase", "erasures.read", "registry.read", "registry.write" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The roles, strongest first.</summary>
    public static IReadOnlyList<Role> All { get; } = [Role.Owner, Role.Admin, Role.Developer, Role.User, Role.Viewer];

    /// <summary>What a role may do.</summary>
    public static FrozenSet<string> Permissions(Role role) => Sets[role];

    /// <summary>What a role that is narrowed to some permissions may do.</summary>
    public static FrozenSet<string> Permissions(Role role, IReadOnlyCollection<string> scopes) =>
        scopes.Count == 0 ? Permissions(role) : scopes.Where(Permissions(role).Contains).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A role as it is stored: owner.</summary>
    public static string Name(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>The role of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Role Parse(string name) => Enum.Parse<Role>(name, ignoreCase: true);
}
