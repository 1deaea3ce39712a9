using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;

namespace Fastchat.Governance.Identity;

/// <summary>A key as it is stored: all but its secret.</summary>
public sealed record ApiKeyRecord
{
    /// <summary>Whose it is.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is called; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>What its holder may do.</summary>
    public Role Role { get; init; } = Role.Owner;

    /// <summary>The permissions that the role is narrowed to; none for all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The last characters of the secret; may be empty.</summary>
    public string Hint { get; init; } = "";

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was revoked; null when it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The key that took its place; null for none.</summary>
    public string? RotatedTo { get; init; }

    /// <summary>The workspace it belongs to; empty for none.</summary>
    public string WorkspaceId { get; init; } = "";

    /// <summary>Whether it can be used.</summary>
    public KeyState State(DateTimeOffset now) =>
        RevokedAt is not null ? KeyState.Revoked
        : ExpiresAt <= now ? KeyState.Expired
        : KeyState.Active;

    /// <summary>Who calls with it.</summary>
    public Caller ToCaller() => new(Tenant, Id, Role, Roles.Permissions(Role, Scopes)) { WorkspaceId = WorkspaceId.Length == 0 ? null : WorkspaceId };
}
