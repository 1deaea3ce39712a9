using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fastchat.Governance.Audit;

public sealed class AuditDigestTests
{
    private static readonly AuditChain Chain = new("abcdefghjk");

    // The form as docs/guide/audit.md tells it, written down a second time.
    [Fact]
    public void Of_ARecord_IsTheHashOfTheDocumentedBytes()
    {
        var entry = AuditEntries.Of(Chain, 3) with { Sequence = 7, RecordedAt = AuditEntries.Now, PreviousHash = [.. Enumerable.Repeat((byte)9, 32)], Actor = "kéy" };
        using var bytes = new MemoryStream();
        bytes.Write("fastchat.audit.1\0"u8);
        object?[] fields =
        [
            "abcdefghjk", 7L, AuditEntries.Now, entry.TraceId, "kéy", entry.Role, entry.Action, entry.Resources, entry.Outcome, entry.LatencyUs, entry.RequestHash,
            entry.ResponseHash, entry.InputTokens, entry.OutputTokens, entry.CostNanos, entry.Policy, entry.Facts, entry.PreviousHash,
        ];
        for (var i = 0; i < fields.Length; i++)
        {
            if (Bytes(fields[i]) is not { } value) continue;
            bytes.WriteByte((byte)(i + 1));
            bytes.Write(BigEndian(value.Length));
            bytes.Write(value);
        }

        Assert.Equal(SHA256.HashData(bytes.ToArray()), new AuditDigest().Of(entry));
    }

    [Fact]
    public void Of_NothingAndEmpty_Differ()
    {
        var digest = new AuditDigest();
        var entry = AuditEntries.Of(Chain, 1);

        Assert.NotEqual(digest.Of(entry with { RequestHash = null }), digest.Of(entry with { RequestHash = [] }));
        Assert.NotEqual(digest.Of(entry with { InputTokens = null }), digest.Of(entry with { InputTokens = 0 }));
    }

    [Fact]
    public void Of_TextMovedToTheNextField_Differs()
    {
        var digest = new AuditDigest();
        var entry = AuditEntries.Of(Chain, 1);

        Assert.NotEqual(digest.Of(entry with { Actor = "ab", Role = "c" }), digest.Of(entry with { Actor = "a", Role = "bc" }));
    }

    private static byte[]? Bytes(object? value) => value switch
    {
        null => null,
        string text => Encoding.UTF8.GetBytes(text),
        byte[] bytes => bytes,
        long number => BigEndian(number),
        _ => throw new NotSupportedException(),
    };

    private static byte[] BigEndian(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] BigEndian(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
