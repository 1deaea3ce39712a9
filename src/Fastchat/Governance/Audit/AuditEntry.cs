namespace Fastchat.Governance.Audit;

/// <summary>A record as it is stored. Before it has its place, its sequence is 0 and its hashes are empty.</summary>
public sealed record AuditEntry
{
    /// <summary>Whose chain.</summary>
    public required AuditChain Chain { get; init; }

    /// <summary>Its place, from 1 without gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>When it was written, in milliseconds since 1970 (UTC).</summary>
    public long RecordedAt { get; init; }

    /// <summary>The trace, or the request's id; at most 64 characters.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>Who: the id of a key, or <c>admin</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>The caller's role.</summary>
    public required string Role { get; init; }

    /// <summary>The method: <c>fastchat.admin.v1.KeyService/CreateKey</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Which ids and models, as <see cref="AuditFacts"/>.</summary>
    public string Resources { get; init; } = "";

    /// <summary><c>ok</c>, or why not.</summary>
    public string Outcome { get; init; } = Ok;

    /// <summary>How long it took, in microseconds.</summary>
    public long LatencyUs { get; init; }

    /// <summary>See <see cref="MessageHash"/>; null when no request was read.</summary>
    public byte[]? RequestHash { get; init; }

    /// <summary>The same of responses; null when none was sent.</summary>
    public byte[]? ResponseHash { get; init; }

    /// <summary>Tokens that a model read; null where not known.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens that a model wrote; null where not known.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>The cost in billionths; null where not known.</summary>
    public long? CostNanos { get; init; }

    /// <summary>What rules decided.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Counts, sizes, names, as <see cref="AuditFacts"/>.</summary>
    public string Facts { get; init; } = "";

    /// <summary>The hash of the record before; zeros for the first.</summary>
    public byte[] PreviousHash { get; init; } = [];

    /// <summary>See <see cref="AuditDigest"/>.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>The outcome of a call that did what it was asked.</summary>
    public const string Ok = "ok";
}
