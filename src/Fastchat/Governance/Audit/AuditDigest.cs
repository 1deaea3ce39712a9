using System.Security.Cryptography;

namespace Fastchat.Governance.Audit;

/// <summary>
/// The hash of a record: SHA-256 of all its fields but the hash itself, the hash of the record before included, in the form of
/// <see cref="CanonicalWriter"/>. docs/guide/audit.md tells it to whoever wants to verify with a program of his own. Not for use by
/// two threads.
/// </summary>
internal sealed class AuditDigest
{
    /// <summary>How many bytes a hash has.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private readonly CanonicalWriter _writer = new();

    /// <summary>What the first record continues.</summary>
    public static byte[] Zero { get; } = new byte[Length];

    /// <summary>The hash that a record should have.</summary>
    public byte[] Of(AuditEntry entry)
    {
        Write(entry);
        return SHA256.HashData(_writer.Written);
    }

    /// <summary>Whether a record has the hash that it should have.</summary>
    public bool Fits(AuditEntry entry)
    {
        Write(entry);
        Span<byte> hash = stackalloc byte[Length];
        SHA256.HashData(_writer.Written, hash);
        return hash.SequenceEqual(entry.Hash);
    }

    private void Write(AuditEntry entry)
    {
        _writer.Begin("fastchat.audit.1"u8);
        _writer.Write(1, entry.Chain.Name);
        _writer.Write(2, entry.Sequence);
        _writer.Write(3, entry.RecordedAt);
        _writer.Write(4, entry.TraceId);
        _writer.Write(5, entry.Actor);
        _writer.Write(6, entry.Role);
        _writer.Write(7, entry.Action);
        _writer.Write(8, entry.Resources);
        _writer.Write(9, entry.Outcome);
        _writer.Write(10, entry.LatencyUs);
        _writer.Write(11, entry.RequestHash);
        _writer.Write(12, entry.ResponseHash);
        _writer.Write(13, entry.InputTokens);
        _writer.Write(14, entry.OutputTokens);
        _writer.Write(15, entry.CostNanos);
        _writer.Write(16, entry.Policy);
        _writer.Write(17, entry.Facts);
        _writer.Write(18, entry.PreviousHash);
    }
}
