namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>What an erasure has found out so far; kept as JSON.</summary>
public sealed record ErasureState
{
    /// <summary>What there was and what is left, by class of data.</summary>
    public IReadOnlyList<ErasureCount> Counts { get; init; } = [];

    /// <summary>What stays, and why: named by the certificate.</summary>
    public IReadOnlyList<ErasureCount> Kept { get; init; } = [];

    /// <summary>The user's files, until every node has removed their bytes.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The newest record of the tenant's audit chain; 0 for none.</summary>
    public long ChainSequence { get; init; }

    /// <summary>That record's hash, hexadecimal.</summary>
    public string ChainHash { get; init; } = "";

    /// <summary>Whether the tenant's data key was destroyed.</summary>
    public bool IsKeyDestroyed { get; init; }

    /// <summary>Whether the engine was made to give up the place of deleted rows.</summary>
    public bool IsReclaimed { get; init; }

    /// <summary>The certificate's statement; empty before.</summary>
    public string Statement { get; init; } = "";

    /// <summary>The key that signed it.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>Its signature.</summary>
    public byte[] Signature { get; init; } = [];
}
