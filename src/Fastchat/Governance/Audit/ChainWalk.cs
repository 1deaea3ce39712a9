namespace Fastchat.Governance.Audit;

/// <summary>Goes along a chain record by record, as long as each continues the one before and has the hash it states.</summary>
/// <param name="at">The record before the first.</param>
/// <param name="hash">That record's hash.</param>
internal sealed class ChainWalk(long at, byte[] hash)
{
    private readonly AuditDigest _digest = new();

    /// <summary>The newest record that is whole.</summary>
    public long At { get; private set; } = at;

    /// <summary>Its hash.</summary>
    public byte[] Hash { get; private set; } = hash;

    /// <summary>Goes on to a record; false when it is not the next one as it was written.</summary>
    public bool TryStep(AuditEntry entry)
    {
        if (entry.Sequence != At + 1 || !entry.PreviousHash.AsSpan().SequenceEqual(Hash) || !_digest.Fits(entry)) return false;
        (At, Hash) = (entry.Sequence, entry.Hash);
        return true;
    }
}
