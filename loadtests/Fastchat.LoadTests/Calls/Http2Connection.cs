using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using Fastchat.LoadTests.Sockets;

namespace Fastchat.LoadTests.Calls;

/// <summary>A connection of HTTP/2 with prior knowledge: many gRPC calls at once. Source: RFC 9113.</summary>
internal sealed class Http2Connection : CallConnection
{
    private const int FrameHeader = 9;
    private const int LargestWindow = int.MaxValue;
    private const int Renewal = 1 << 29;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;
    private const byte Ack = 1;

    private readonly Dictionary<int, Exchange> _open = [];
    private readonly Dictionary<RequestTemplate, byte[]> _headers = [];
    private readonly int _most;
    private int _next = 1;
    private int _received;

    /// <summary>Greets the server.</summary>
    /// <param name="loop">The loop that serves it.</param>
    /// <param name="socket">The connected socket.</param>
    /// <param name="watcher">Is told of the calls.</param>
    /// <param name="most">How many calls at once.</param>
    public Http2Connection(EventLoop loop, Socket socket, ICallWatcher watcher, int most)
        : base(loop, socket, watcher)
    {
        _most = most;
        Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);

        // No header table, no pushes, and windows that are never the server's reason to wait.
        Span<byte> settings = stackalloc byte[18];
        WriteSetting(settings, 1, 0);
        WriteSetting(settings[6..], 2, 0);
        WriteSetting(settings[12..], 4, LargestWindow);
        SendFrame(FrameType.Settings, 0, 0, settings);
        SendWindow(LargestWindow - 65_535);
    }

    private enum FrameType : byte
    {
        Data = 0,
        Headers = 1,
        Reset = 3,
        Settings = 4,
        Ping = 6,
        GoAway = 7,
        Window = 8,
        Continuation = 9,
    }

    /// <inheritdoc />
    public override int Room => IsClosed ? 0 : _most - _open.Count;

    /// <inheritdoc />
    protected override void Begin(LoadCall call)
    {
        var id = _next;
        _next += 2;
        _open[id] = new Exchange(call, new FramedAnswer(call));
        if (!_headers.TryGetValue(call.Request, out var headers)) _headers[call.Request] = headers = Hpack.Request(call.Request.Path, call.Request.Key);
        var message = call.Request.For(call.Wish.Stream);

        // Both frames in one write: they are one request.
        Span<byte> frames = stackalloc byte[(2 * FrameHeader) + headers.Length + message.Length];
        WriteHeader(frames, headers.Length, FrameType.Headers, EndHeaders, id);
        headers.CopyTo(frames[FrameHeader..]);
        var data = frames[(FrameHeader + headers.Length)..];
        WriteHeader(data, message.Length, FrameType.Data, EndStream, id);
        message.CopyTo(data[FrameHeader..]);
        Send(frames);
    }

    /// <inheritdoc />
    protected override int Read(ReadOnlySpan<byte> bytes, long now)
    {
        var read = 0;
        while (bytes.Length - read >= FrameHeader)
        {
            var frame = bytes[read..];
            var length = (frame[0] << 16) | (frame[1] << 8) | frame[2];
            if (frame.Length < FrameHeader + length) break;
            Take((FrameType)frame[3], frame[4], BinaryPrimitives.ReadInt32BigEndian(frame[5..]) & int.MaxValue, frame.Slice(FrameHeader, length), now);
            read += FrameHeader + length;
        }

        _received += read;
        if (_received < Renewal) return read;
        SendWindow(_received);
        _received = 0;
        return read;
    }

    /// <inheritdoc />
    protected override void OnClosed()
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var id in _open.Keys.ToList()) Break(id, "the connection was closed", now);
    }

    private void Take(FrameType type, byte flags, int id, ReadOnlySpan<byte> payload, long now)
    {
        switch (type)
        {
            case FrameType.Data when _open.TryGetValue(id, out var exchange):
                Feed(exchange.Call, exchange.Answer, payload, now);
                if ((flags & EndStream) != 0) End(id, exchange, now);
                break;
            case FrameType.Headers when _open.TryGetValue(id, out var exchange):
                if (Hpack.Read(payload).Grpc is { } status) exchange.Answer.SetStatus(status);
                if ((flags & EndStream) != 0) End(id, exchange, now);
                break;
            case FrameType.Reset:
                Break(id, $"the stream was reset with {BinaryPrimitives.ReadInt32BigEndian(payload)}", now);
                break;
            case FrameType.Settings when (flags & Ack) == 0:
                SendFrame(FrameType.Settings, Ack, 0, []);
                break;
            case FrameType.Ping when (flags & Ack) == 0:
                SendFrame(FrameType.Ping, Ack, 0, payload);
                break;
            case FrameType.GoAway:
                Close();
                break;
        }
    }

    private void End(int id, Exchange exchange, long now)
    {
        _open.Remove(id);
        exchange.Answer.End(now);
        Ended(exchange.Call);
    }

    private void Break(int id, string why, long now)
    {
        if (!_open.Remove(id, out var exchange)) return;
        exchange.Call.Break(why, now);
        Ended(exchange.Call);
    }

    private void SendWindow(int more)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, more);
        SendFrame(FrameType.Window, 0, 0, payload);
    }

    private void SendFrame(FrameType type, byte flags, int id, ReadOnlySpan<byte> payload)
    {
        Span<byte> frame = stackalloc byte[FrameHeader + payload.Length];
        WriteHeader(frame, payload.Length, type, flags, id);
        payload.CopyTo(frame[FrameHeader..]);
        Send(frame);
    }

    private static void WriteHeader(Span<byte> frame, int length, FrameType type, byte flags, int id)
    {
        BinaryPrimitives.WriteInt32BigEndian(frame, length << 8);
        frame[3] = (byte)type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame[5..], id);
    }

    private static void WriteSetting(Span<byte> settings, short name, int value)
    {
        BinaryPrimitives.WriteInt16BigEndian(settings, name);
        BinaryPrimitives.WriteInt32BigEndian(settings[2..], value);
    }

    private sealed record Exchange(LoadCall Call, FramedAnswer Answer);
}
