using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>An erasure as it is stored.</summary>
public sealed record ErasureRecord
{
    /// <summary>The tenant that is erased, or whose user is.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What is erased.</summary>
    public required ErasureKind Kind { get; init; }

    /// <summary>The user; empty for a tenant, and once he is erased.</summary>
    public string User { get; init; } = "";

    /// <summary>See <see cref="SubjectHash"/>.</summary>
    public required string SubjectHash { get; init; }

    /// <summary>Who asked: the id of a key, or <c>admin</c>.</summary>
    public required string OrderedBy { get; init; }

    /// <summary>What is to be done next.</summary>
    public required string Step { get; init; }

    /// <summary>What is known so far.</summary>
    public required ErasureState State { get; init; }

    /// <summary>Why the last try failed, as a reason in lower case; empty for no failure.</summary>
    public string Problem { get; init; } = "";

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>When it came to its end; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The nodes that may have bytes, by id.</summary>
    public IReadOnlyList<ErasureNodeRecord> Nodes { get; init; } = [];
}
