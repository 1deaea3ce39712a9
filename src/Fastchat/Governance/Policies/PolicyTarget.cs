using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Identity;

namespace Fastchat.Governance.Policies;

/// <summary>A call as rules see it.</summary>
public sealed record PolicyTarget
{
    /// <summary>The key that calls; empty for none.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>The user; empty for none.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The role.</summary>
    public Role Role { get; init; }

    /// <summary>The workspace; empty for none.</summary>
    public string WorkspaceId { get; init; } = "";

    /// <summary>The permission that the method asks for.</summary>
    public required string Permission { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>From where; empty for nobody says.</summary>
    public string Region { get; init; } = "";

    /// <summary>What it names; null before its request has been read.</summary>
    public PolicyResources? Resources { get; init; }

    /// <summary>A caller's call.</summary>
    public static PolicyTarget Of(Caller caller, string permission, string region, DateTimeOffset time, PolicyResources? resources = null) => new()
    {
        KeyId = caller.KeyId,
        UserId = caller.UserId ?? "",
        Role = caller.Role,
        WorkspaceId = caller.WorkspaceId ?? "",
        Permission = permission,
        Time = time,
        Region = region,
        Resources = resources,
    };
}
