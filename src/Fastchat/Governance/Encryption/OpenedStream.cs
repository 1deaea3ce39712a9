using System.Security.Cryptography;

namespace Fastchat.Governance.Encryption;

/// <summary>
/// Reads a sealed blob: every byte that comes out has been proven. It can be sought in, and knows its length, when the stream
/// below can. It owns that stream.
/// </summary>
/// <param name="inner">The sealed bytes, behind their header.</param>
/// <param name="segments">What opens them.</param>
/// <param name="unreadable">Makes the failure of a segment that does not open.</param>
public sealed class OpenedStream(Stream inner, SegmentCipher segments, Func<Exception, Exception> unreadable) : Stream
{
    private const int Sealed = SegmentCipher.SegmentLength + SegmentCipher.TagLength;

    // One byte more than a segment: whether there is one says whether the segment is the last.
    private readonly byte[] _sealed = new byte[Sealed + 1];
    private readonly byte[] _plain = new byte[SegmentCipher.SegmentLength];
    private int _ahead;
    private long _next;
    private long _plainAt;
    private int _plainLength;
    private bool _isAtEnd;
    private long _position;

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => inner.CanSeek;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length
    {
        get
        {
            var length = inner.Length - SegmentCipher.HeaderLength;
            var count = Math.Max(1, (length + Sealed - 1) / Sealed);
            return length - (count * SegmentCipher.TagLength);
        }
    }

    /// <inheritdoc />
    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0) return 0;
        while (true)
        {
            if (_position >= _plainAt && _position < _plainAt + _plainLength)
            {
                var at = (int)(_position - _plainAt);
                var count = Math.Min(buffer.Length, _plainLength - at);
                _plain.AsMemory(at, count).CopyTo(buffer);
                _position += count;
                return count;
            }

            if (_isAtEnd) return 0;
            await NextAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A blob is read asynchronously.");

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin)
    {
        var to = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => Length };
        ArgumentOutOfRangeException.ThrowIfNegative(to, nameof(offset));
        _next = Math.Min(to, Length) / SegmentCipher.SegmentLength;

        // The end of a blob of whole segments lies in no segment; the last one is read, so that the end is proven as well.
        if (_next > 0 && _next * SegmentCipher.SegmentLength == Length) _next--;
        inner.Position = SegmentCipher.HeaderLength + (_next * Sealed);
        (_ahead, _plainLength, _isAtEnd, _position) = (0, 0, false, to);
        return to;
    }

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            segments.Dispose();
            inner.Dispose();
            CryptographicOperations.ZeroMemory(_plain);
        }

        base.Dispose(disposing);
    }

    private async ValueTask NextAsync(CancellationToken cancellationToken)
    {
        var read = _ahead + await inner.ReadAtLeastAsync(_sealed.AsMemory(_ahead), _sealed.Length - _ahead, throwOnEndOfStream: false, cancellationToken);
        var isLast = read <= Sealed;
        var length = Math.Min(read, Sealed);
        try
        {
            segments.Open(_next, isLast, _sealed.AsSpan(0, length), _plain);
        }
        catch (CryptographicException e)
        {
            throw unreadable(e);
        }

        (_plainAt, _plainLength, _isAtEnd) = (_next * SegmentCipher.SegmentLength, length - SegmentCipher.TagLength, isLast);
        _next++;
        _ahead = isLast ? 0 : 1;
        if (!isLast) _sealed[0] = _sealed[Sealed];
    }
}
