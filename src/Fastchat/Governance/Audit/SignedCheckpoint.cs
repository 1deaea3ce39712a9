namespace Fastchat.Governance.Audit;

/// <summary>A signed statement that a chain had a hash at a place.</summary>
/// <param name="Chain">Whose chain.</param>
/// <param name="Sequence">The record.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="SignedAt">When it was signed, in milliseconds since 1970 (UTC).</param>
/// <param name="KeyId">The key: see <see cref="CheckpointKey.Id"/>.</param>
/// <param name="Signature">ECDSA over <see cref="Content"/>, as DER.</param>
public sealed record SignedCheckpoint(AuditChain Chain, long Sequence, byte[] Hash, long SignedAt, string KeyId, byte[] Signature)
{
    /// <summary>The bytes that are signed.</summary>
    public byte[] Content()
    {
        var writer = new CanonicalWriter();
        writer.Begin("fastchat.checkpoint.1"u8);
        writer.Write(1, Chain.Name);
        writer.Write(2, Sequence);
        writer.Write(3, Hash);
        writer.Write(4, SignedAt);
        writer.Write(5, KeyId);
        return writer.Written.ToArray();
    }
}
