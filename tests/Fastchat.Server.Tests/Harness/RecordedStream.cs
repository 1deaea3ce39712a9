namespace Fastchat.Server;

/// <summary>A body that tells at its end, or when its reader leaves, what was read of it; the pace stays the reader's.</summary>
internal sealed class RecordedStream(Stream body, Action<byte[], bool> ended) : Stream
{
    private readonly MemoryStream _read = new();
    private bool _told;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var length = body.Read(buffer, offset, count);
        Note(buffer.AsSpan(offset, length), atEnd: length == 0 && count > 0);
        return length;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var length = await body.ReadAsync(buffer, cancellationToken);
        Note(buffer.Span[..length], atEnd: length == 0 && buffer.Length > 0);
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Tell(whole: false);
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Note(ReadOnlySpan<byte> bytes, bool atEnd)
    {
        _read.Write(bytes);
        if (atEnd) Tell(whole: true);
    }

    private void Tell(bool whole)
    {
        if (_told) return;
        _told = true;
        ended(_read.ToArray(), whole);
    }
}
