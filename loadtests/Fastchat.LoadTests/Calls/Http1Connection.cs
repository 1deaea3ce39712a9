using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Fastchat.LoadTests.Sockets;

namespace Fastchat.LoadTests.Calls;

/// <summary>A kept-alive connection of HTTP/1.1: one call at a time. Source: RFC 9112.</summary>
internal sealed class Http1Connection(EventLoop loop, Socket socket, ICallWatcher watcher) : CallConnection(loop, socket, watcher)
{
    private LoadCall? _call;
    private AnswerReader? _reader;
    private Part _part;
    private int _left;
    private int _status;
    private string? _grpcStatus;

    private enum Part
    {
        Head,
        Body,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailers,
    }

    /// <inheritdoc />
    public override int Room => _call is null && !IsClosed ? 1 : 0;

    /// <inheritdoc />
    protected override void Begin(LoadCall call)
    {
        _call = call;
        _reader = AnswerReader.For(call);
        _part = Part.Head;
        Send(call.Request.For(call.Wish.Stream));
    }

    /// <inheritdoc />
    protected override int Read(ReadOnlySpan<byte> bytes, long now)
    {
        var read = 0;
        while (_call is not null && Step(bytes[read..], now) is > 0 and var step) read += step;
        return read;
    }

    /// <inheritdoc />
    protected override void OnClosed()
    {
        if (_call is not { } call) return;
        _call = null;
        call.Break("the connection was closed", Stopwatch.GetTimestamp());
        Ended(call);
    }

    private int Step(ReadOnlySpan<byte> bytes, long now) => _part switch
    {
        Part.Head => ReadHead(bytes, now),
        Part.ChunkSize => ReadSize(bytes),
        Part.ChunkEnd => bytes.Length < 2 ? 0 : Go(Part.ChunkSize, 2),
        Part.Trailers => ReadTrailer(bytes, now),
        _ => ReadBody(bytes, now),
    };

    private int Go(Part next, int read)
    {
        _part = next;
        return read;
    }

    private int ReadHead(ReadOnlySpan<byte> bytes, long now)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return 0;
        var head = bytes[..(end + 2)];
        Span<byte> lower = stackalloc byte[Math.Min(head.Length, 8192)];
        Ascii.ToLower(head[..lower.Length], lower, out _);
        Utf8Parser.TryParse(lower[9..], out _status, out _);
        _grpcStatus = Header(lower, "\r\ngrpc-status: "u8);
        if (lower.IndexOf("transfer-encoding: chunked"u8) >= 0) return Go(Part.ChunkSize, end + 4);
        _left = int.TryParse(Header(lower, "\r\ncontent-length: "u8), out var length) ? length : 0;
        _part = Part.Body;
        if (_left == 0) Finish(now);
        return end + 4;
    }

    private int ReadBody(ReadOnlySpan<byte> bytes, long now)
    {
        var piece = bytes[..Math.Min(bytes.Length, _left)];
        if (_status == 200) Feed(_call!, _reader!, piece, now);
        _left -= piece.Length;
        if (_left > 0) return piece.Length;
        if (_part == Part.Chunk) return Go(Part.ChunkEnd, piece.Length);
        Finish(now);
        return piece.Length;
    }

    private int ReadSize(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0) return 0;
        Utf8Parser.TryParse(bytes[..end], out _left, out _, 'x');
        return Go(_left == 0 ? Part.Trailers : Part.Chunk, end + 2);
    }

    private int ReadTrailer(ReadOnlySpan<byte> bytes, long now)
    {
        var end = bytes.IndexOf("\r\n"u8);
        if (end == 0) Finish(now);
        return end + 2 > 1 ? end + 2 : 0;
    }

    private void Finish(long now)
    {
        var (call, reader) = (_call!, _reader!);
        (_call, _reader) = (null, null);
        if (_status != 200) call.Refuse($"HTTP status {_status}", now);
        else
        {
            if (_grpcStatus is not null) (reader as FramedAnswer)?.SetStatus(_grpcStatus);
            reader.End(now);
        }

        Ended(call);
    }

    private static string? Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var at = head.IndexOf(name);
        if (at < 0) return null;
        var value = head[(at + name.Length)..];
        return Encoding.ASCII.GetString(value[..value.IndexOf((byte)'\r')]);
    }
}
