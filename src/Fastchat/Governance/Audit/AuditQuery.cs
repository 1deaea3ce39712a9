namespace Fastchat.Governance.Audit;

/// <summary>Which records of a chain.</summary>
/// <param name="Chain">Whose.</param>
/// <param name="Limit">How many at most.</param>
public sealed record AuditQuery(AuditChain Chain, int Limit)
{
    /// <summary>Only records before this place.</summary>
    public long Before { get; init; } = long.MaxValue;

    /// <summary>Not before this time, in milliseconds since 1970 (UTC).</summary>
    public long From { get; init; } = long.MinValue;

    /// <summary>Before this time.</summary>
    public long To { get; init; } = long.MaxValue;

    /// <summary>Of this caller; null for all.</summary>
    public string? Actor { get; init; }

    /// <summary>Of this method; null for all.</summary>
    public string? Action { get; init; }

    /// <summary>With this outcome; null for all.</summary>
    public string? Outcome { get; init; }
}
