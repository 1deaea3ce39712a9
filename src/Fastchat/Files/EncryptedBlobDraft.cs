using System.Security.Cryptography;
using Fastchat.Governance.Encryption;

namespace Fastchat.Files;

/// <summary>Encrypts a blob in the making, a segment at a time.</summary>
/// <param name="inner">Takes the sealed bytes.</param>
/// <param name="header">What they begin with.</param>
/// <param name="segments">Seals.</param>
/// <param name="checkKey">Refuses when the key is gone by now: an upload may take longer than a version of a key is kept.</param>
internal sealed class EncryptedBlobDraft(BlobDraft inner, byte[] header, SegmentCipher segments, Func<CancellationToken, Task> checkKey) : BlobDraft
{
    private readonly byte[] _plain = new byte[SegmentCipher.SegmentLength];
    private readonly byte[] _sealed = new byte[SegmentCipher.SegmentLength + SegmentCipher.TagLength];
    private int _length;
    private long _index;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            // Only when more comes: a full segment may be the last.
            if (_length == _plain.Length) await SealAsync(isLast: false, cancellationToken);
            var count = Math.Min(bytes.Length, _plain.Length - _length);
            bytes[..count].CopyTo(_plain.AsMemory(_length));
            _length += count;
            bytes = bytes[count..];
        }
    }

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        await SealAsync(isLast: true, cancellationToken);
        await checkKey(cancellationToken);
        await inner.CommitAsync(cancellationToken);
    }

    public override ValueTask DisposeAsync()
    {
        segments.Dispose();
        CryptographicOperations.ZeroMemory(_plain);
        return inner.DisposeAsync();
    }

    private async ValueTask SealAsync(bool isLast, CancellationToken cancellationToken)
    {
        if (_index == 0) await inner.WriteAsync(header, cancellationToken);
        segments.Seal(_index++, isLast, _plain.AsSpan(0, _length), _sealed);
        await inner.WriteAsync(_sealed.AsMemory(0, _length + SegmentCipher.TagLength), cancellationToken);
        _length = 0;
    }
}
