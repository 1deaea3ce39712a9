using System.Buffers;
using System.Net.WebSockets;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Grpc.Core;
using Channel = System.Threading.Channels.Channel;

namespace Fastchat.Rpc.WebSockets;

/// <summary>
/// What comes in on a WebSocket. It always listens, so that a close frame or a pong is seen whatever the service does, but
/// takes in one message ahead and no more: what the service has not asked for stays in the client's socket.
/// </summary>
internal sealed class SocketRequests(WebSocket socket, RpcMethod method, SocketMessages messages, RpcOptions options)
{
    private const int FirstBuffer = 4 * 1024;
    private const int LargestKept = 64 * 1024;

    private readonly System.Threading.Channels.Channel<(IMessage? Message, UnreadableMessageException? Refusal)> _requests = Channel.CreateBounded<(IMessage?, UnreadableMessageException?)>(1);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _length;
    private bool _over;
    private bool _refused;
    private volatile bool _ignored;

    /// <summary>The next request; null when there are no more.</summary>
    /// <exception cref="UnreadableMessageException">It cannot be read; those behind it can be asked for.</exception>
    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await _requests.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_requests.Reader.TryRead(out var next)) return next.Refusal is null ? next.Message : throw next.Refusal;
        }

        return null;
    }

    /// <summary>Takes everything in until the client's close frame.</summary>
    /// <param name="cut">Ends the call, whatever the service is doing: the client broke its rules.</param>
    /// <exception cref="WebSocketException">The client is gone, or broke the protocol.</exception>
    public async Task ReceiveAllAsync(Func<RpcFault, Task> cut)
    {
        try
        {
            while (true)
            {
                if (!_over && !await _requests.Writer.WaitToWriteAsync()) _over = true;
                var kind = await ReceiveAsync();
                if (kind == WebSocketMessageType.Close) return;
                if (!_ignored && !_refused) await TakeAsync(kind, cut);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    /// <summary>From here on nothing that comes in matters but the close frame.</summary>
    public void Ignore() => _ignored = true;

    /// <summary>Lets go of a request that nobody will read, which holds the receiver up; the service reads no more.</summary>
    public void Stop() => _requests.Writer.TryComplete();

    // One message into the buffer; of one that nobody waits for only its length.
    private async ValueTask<WebSocketMessageType> ReceiveAsync()
    {
        Shrink();
        _length = 0;
        while (true)
        {
            var at = _over || _ignored ? 0 : _length;
            if (at == _buffer.Length) Grow();

            // The framework fills what it is given: one byte above the limit is enough to know.
            var room = Math.Min(_buffer.Length - at, Math.Max(1, options.MaxReceiveMessageSize + 1 - at));
            var piece = await socket.ReceiveAsync(_buffer.AsMemory(at, room), CancellationToken.None);
            if (piece.MessageType == WebSocketMessageType.Close) return piece.MessageType;
            _length = Math.Min(_length, options.MaxReceiveMessageSize) + piece.Count;
            if (_length > options.MaxReceiveMessageSize && !_over) Refuse(new RpcFaultException(FrameReader.TooLarge(_length, options.MaxReceiveMessageSize)));
            if (piece.EndOfMessage) return piece.MessageType;
        }
    }

    private async Task TakeAsync(WebSocketMessageType kind, Func<RpcFault, Task> cut)
    {
        if (kind == WebSocketMessageType.Text && _length == 0)
        {
            // An empty text is no JSON and no bytes: it says that there are no more requests.
            OverNow();
        }
        else if (_over)
        {
            await cut(TooMany() with { Domain = options.ErrorDomain });
        }
        else
        {
            Deliver(kind);
        }
    }

    private void Deliver(WebSocketMessageType kind)
    {
        try
        {
            _requests.Writer.TryWrite((messages.Read(_buffer.AsMemory(0, _length), kind), null));
            if (!method.ClientStreams) OverNow();
        }
        catch (Exception e) when (e is RpcFaultException or JsonShapeException)
        {
            // Where one message is wrong the next may be right: whether the call goes on is the service's to say.
            if (method.ClientStreams && Fault(e) is { Reason: not SocketEnd.WrongKind } fault) _requests.Writer.TryWrite((null, new UnreadableMessageException(fault, e)));
            else Refuse(e);
        }
    }

    private static RpcFault Fault(Exception e) => e is JsonShapeException shape ? shape.ToFault() : ((RpcFaultException)e).Fault;

    private RpcFault TooMany() => method.ClientStreams
        ? new RpcFault(StatusCode.InvalidArgument, "A message came after the empty text that ends the requests.") { Reason = "TOO_MANY_REQUESTS" }
        : RpcFault.TooManyRequests(method.FullName);

    private void OverNow()
    {
        _over = true;
        _requests.Writer.TryComplete();
    }

    // The service's next read throws it, as it does in every protocol.
    private void Refuse(Exception why)
    {
        _refused = _over = true;
        _requests.Writer.TryComplete(why);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Shrink()
    {
        if (_buffer.Length <= LargestKept) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    }
}
