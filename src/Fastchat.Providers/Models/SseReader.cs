using System.Buffers;
using System.Runtime.CompilerServices;

namespace Fastchat.Providers.Models;

/// <summary>
/// Reads the data of server-sent events; names, ids and comments are skipped. The bytes stand in one buffer of its own, so
/// that the data of an event of one line, and that is nearly every event, is a stretch of it and never copied. Source: HTML
/// Living Standard, "Server-sent events".
/// </summary>
internal sealed class SseReader(Stream stream) : IDisposable
{
    private const int LongestEvent = 8 * 1024 * 1024;
    private const int SmallBuffer = 4 * 1024;
    private const int LargeBuffer = 32 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
    private ArrayBufferWriter<byte>? _lines;

    // The line that is being read begins at _line; there is no end of it before _scanned; what was read ends at _end.
    private int _line;
    private int _scanned;
    private int _end;
    private int _dataStart;
    private int _dataLength;
    private bool _hasData;
    private bool _hasLines;
    private bool _begun;
    private bool _afterReturn;
    private bool _wasFull;

    /// <summary>The data of the event that was read, valid until the next one is asked for.</summary>
    public ReadOnlySpan<byte> Data => _hasLines ? _lines!.WrittenSpan : _buffer.AsSpan(_dataStart, _dataLength);

    /// <summary>Reads the next event; false at the end. An event that the end cuts off is none.</summary>
    /// <exception cref="InvalidDataException">An event is longer than makes sense.</exception>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _hasData = _hasLines = false;
        return TryTake() ? new ValueTask<bool>(true) : FillAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    // Pooled: a paced stream waits here for each token.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        do
        {
            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0) return false;
            _end += read;
            _wasFull = _end == _buffer.Length;
        }
        while (!TryTake());

        return true;
    }

    private bool TryTake()
    {
        while (TryReadLine(out var start, out var length))
        {
            if (length > 0) TakeField(start, length);
            else if (_hasData) return Data.Length <= LongestEvent ? true : throw TooLong();
        }

        return false;
    }

    // A line ends with LF, CR or both.
    private bool TryReadLine(out int start, out int length)
    {
        if (_afterReturn && _scanned < _end)
        {
            _afterReturn = false;
            if (_buffer[_scanned] == '\n') _line = ++_scanned;
        }

        var rest = _buffer.AsSpan(_scanned, _end - _scanned);
        var at = rest.IndexOfAny((byte)'\n', (byte)'\r');
        if (at < 0)
        {
            _scanned = _end;
            start = length = 0;
            return false;
        }

        start = _line;
        length = _scanned + at - _line;
        _afterReturn = rest[at] == '\r';
        _line = _scanned = _scanned + at + 1;
        if (!_begun) SkipByteOrderMark(ref start, ref length);
        return true;
    }

    private void SkipByteOrderMark(ref int start, ref int length)
    {
        _begun = true;
        if (!_buffer.AsSpan(start, length).StartsWith("\uFEFF"u8)) return;
        start += 3;
        length -= 3;
    }

    private void TakeField(int start, int length)
    {
        var line = _buffer.AsSpan(start, length);
        if (!line.StartsWith("data"u8) || (length > 4 && line[4] != ':')) return;
        var skip = length == 4 ? 4 : length > 5 && line[5] == ' ' ? 6 : 5;
        if (_hasData)
        {
            Append(line[skip..]);
            return;
        }

        _hasData = true;
        _dataStart = start + skip;
        _dataLength = length - skip;
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        var lines = _lines ??= new ArrayBufferWriter<byte>(1024);
        if (!_hasLines)
        {
            lines.ResetWrittenCount();
            lines.Write(Data);
            _hasLines = true;
        }

        lines.Write("\n"u8);
        lines.Write(line);
    }

    private void MakeRoom()
    {
        var keep = _hasData && !_hasLines ? _dataStart : _line;
        var pending = _end - keep;
        if (pending + (_hasLines ? _lines!.WrittenCount : 0) > LongestEvent) throw TooLong();
        var old = _buffer;

        // A stream that fills the buffer at once has more to say; an event that fills it needs a larger one.
        if (pending == old.Length || (_wasFull && old.Length < LargeBuffer)) _buffer = ArrayPool<byte>.Shared.Rent(old.Length * 2);
        if (pending > 0 && (keep > 0 || _buffer != old)) old.AsSpan(keep, pending).CopyTo(_buffer);
        if (_buffer != old) ArrayPool<byte>.Shared.Return(old);
        _line -= keep;
        _scanned -= keep;
        _end = pending;
        _dataStart -= keep;
    }

    private static InvalidDataException TooLong() => new("An event of the stream is too long.");
}
