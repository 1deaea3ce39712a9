using System.Buffers;
using System.Net.WebSockets;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Channel = System.Threading.Channels.Channel;

namespace Fastchat.Rpc.WebSockets;

/// <summary>
/// An accepted WebSocket. It always listens, so that a close frame or a pong is seen whatever the service does, but takes in
/// one message ahead and no more: what the service has not asked for stays in the client's socket.
/// </summary>
internal sealed class SocketChannel
{
    private const int FirstBuffer = 4 * 1024;
    private const int LargestKept = 64 * 1024;

    // How long both sides may take to close.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpContext _http;
    private readonly RpcMethod _method;
    private readonly RpcOptions _options;
    private readonly SocketMessages _messages;
    private readonly CancellationTokenSource _gone;
    private readonly HeartbeatStream _stream;
    private readonly WebSocket _socket;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Lock _lock = new();
    private readonly System.Threading.Channels.Channel<IMessage> _requests = Channel.CreateBounded<IMessage>(1);
    private readonly Task _receiving;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _length;
    private bool _requestsOver;
    private bool _refused;
    private volatile bool _ended;
    private Task? _ending;

    /// <param name="http">The HTTP exchange.</param>
    /// <param name="method">What is called.</param>
    /// <param name="stream">The stream behind the handshake.</param>
    /// <param name="messages">Reads and writes messages.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="gone">Cancelled when the call has no caller any more.</param>
    public SocketChannel(HttpContext http, RpcMethod method, Stream stream, SocketMessages messages, RpcOptions options, CancellationTokenSource gone)
    {
        _http = http;
        _method = method;
        _options = options;
        _messages = messages;
        _gone = gone;
        _stream = new HeartbeatStream(stream, options.WebSocketPingInterval, options.Clock, http.Abort);
        _socket = WebSocket.CreateFromStream(_stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        _receiving = Task.Run(ReceiveAllAsync);
    }

    /// <summary>The next request; null when there are no more.</summary>
    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await _requests.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_requests.Reader.TryRead(out var request)) return request;
        }

        return null;
    }

    /// <summary>Sends a message. Takes no token: the framework takes a cancelled send for a failure and breaks the connection, close frame and all.</summary>
    /// <exception cref="IOException">The caller has gone, or the call was cut.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType kind)
    {
        await _sending.WaitAsync();
        try
        {
            // As when the caller has gone, its token included: whoever cut the call fires it only afterwards.
            if (_ended) throw new WebSocketException(WebSocketError.InvalidState);
            await _socket.SendAsync(message, kind, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception e) when (IsBroken(e))
        {
            await _gone.CancelAsync();
            throw new IOException("The caller has gone.", e);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Ends the call on the wire, once: the last message, the close frame, and the client's own.</summary>
    public Task EndAsync(RpcFault? fault, Metadata? trailers)
    {
        lock (_lock) return _ending ??= EndOnceAsync(fault, trailers);
    }

    /// <summary>Waits until the WebSocket is closed, however it came to that, and frees what it held.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await SealAsync();
            await _receiving.WaitAsync(CloseTimeout, _options.Clock);
        }
        catch (TimeoutException)
        {
            _http.Abort();
        }

        await _receiving;
        _socket.Dispose();
        await _stream.DisposeAsync();
    }

    // From here on nothing ends it any more: a cut that comes late must not touch what is the next call's by then.
    private Task SealAsync()
    {
        lock (_lock) return _ending ??= Task.CompletedTask;
    }

    private async Task EndOnceAsync(RpcFault? fault, Metadata? trailers)
    {
        using var patience = new CancellationTokenSource(CloseTimeout, _options.Clock);
        try
        {
            await _sending.WaitAsync(patience.Token);
            try
            {
                _ended = true;
                if (SocketEnd.Message(fault, trailers, _messages.AreBinary) is { } last) await _socket.SendAsync(last, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
                await _socket.CloseOutputAsync(SocketEnd.Code(fault), SocketEnd.Reason(fault), patience.Token);
            }
            finally
            {
                _sending.Release();
            }

            // A request that nobody will read holds the receiver up no longer; what else was under way is passed over until the client's close frame.
            _requests.Writer.TryComplete();
            await _receiving.WaitAsync(patience.Token);
        }
        catch (Exception e) when (IsBroken(e))
        {
            _http.Abort();
        }
    }

    private async Task ReceiveAllAsync()
    {
        try
        {
            while (true)
            {
                if (!_requestsOver && !await _requests.Writer.WaitToWriteAsync()) _requestsOver = true;
                var kind = await ReceiveAsync();
                if (kind == WebSocketMessageType.Close) break;
                if (!_ended && !_refused) await TakeAsync(kind);
            }

            // First the call: it has nobody to speak to.
            await _gone.CancelAsync();
            if (_socket.State == WebSocketState.CloseReceived) await _socket.CloseOutputAsync(_socket.CloseStatus ?? WebSocketCloseStatus.Empty, null, CancellationToken.None);
        }
        catch (Exception e) when (IsBroken(e))
        {
            // Gone without a word, or after frames that break the protocol: the framework has answered those with 1002 or 1007.
        }
        finally
        {
            await _gone.CancelAsync();
            _requests.Writer.TryComplete();
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    // One message into the buffer; of one that nobody waits for only its length.
    private async ValueTask<WebSocketMessageType> ReceiveAsync()
    {
        Shrink();
        _length = 0;
        while (true)
        {
            var at = _requestsOver || _ended ? 0 : _length;
            if (at == _buffer.Length) Grow();

            // The framework fills what it is given: one byte above the limit is enough to know.
            var room = Math.Min(_buffer.Length - at, Math.Max(1, _options.MaxReceiveMessageSize + 1 - at));
            var piece = await _socket.ReceiveAsync(_buffer.AsMemory(at, room), CancellationToken.None);
            if (piece.MessageType == WebSocketMessageType.Close) return piece.MessageType;
            _length = Math.Min(_length, _options.MaxReceiveMessageSize) + piece.Count;
            if (_length > _options.MaxReceiveMessageSize && !_requestsOver) Refuse(new RpcFaultException(FrameReader.TooLarge(_length, _options.MaxReceiveMessageSize)));
            if (piece.EndOfMessage) return piece.MessageType;
        }
    }

    private async Task TakeAsync(WebSocketMessageType kind)
    {
        if (kind == WebSocketMessageType.Text && _length == 0)
        {
            // An empty text is no JSON and no bytes: it says that there are no more requests.
            OverNow();
        }
        else if (_requestsOver)
        {
            await CutAsync(TooMany() with { Domain = _options.ErrorDomain });
        }
        else
        {
            Deliver(kind);
        }
    }

    // Whatever the service is doing.
    private async Task CutAsync(RpcFault fault)
    {
        _ = EndAsync(fault, trailers: null);
        await _gone.CancelAsync();
    }

    private void Deliver(WebSocketMessageType kind)
    {
        try
        {
            _requests.Writer.TryWrite(_messages.Read(_buffer.AsMemory(0, _length), kind));
            if (!_method.ClientStreams) OverNow();
        }
        catch (Exception e) when (e is RpcFaultException or JsonShapeException)
        {
            Refuse(e);
        }
    }

    private RpcFault TooMany() => _method.ClientStreams
        ? new RpcFault(StatusCode.InvalidArgument, "A message came after the empty text that ends the requests.") { Reason = "TOO_MANY_REQUESTS" }
        : RpcFault.TooManyRequests(_method.FullName);

    private void OverNow()
    {
        _requestsOver = true;
        _requests.Writer.TryComplete();
    }

    // The service's next read throws it, as it does in every protocol.
    private void Refuse(Exception why)
    {
        _refused = _requestsOver = true;
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

    private static bool IsBroken(Exception e) => e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
