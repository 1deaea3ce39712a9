using System.Net.WebSockets;
using Fastchat.Rpc.Calls;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.WebSockets;

/// <summary>An accepted WebSocket: what goes out on it, what comes in (<see cref="SocketRequests"/>), and how it ends.</summary>
internal sealed class SocketChannel
{
    // How long both sides may take to close.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpContext _http;
    private readonly RpcOptions _options;
    private readonly SocketMessages _messages;
    private readonly CancellationTokenSource _gone;
    private readonly HeartbeatStream _stream;
    private readonly WebSocket _socket;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Lock _lock = new();
    private readonly SocketRequests _requests;
    private readonly Task _receiving;
    private bool _ended;
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
        _options = options;
        _messages = messages;
        _gone = gone;
        _stream = new HeartbeatStream(stream, options.WebSocketPingInterval, options.Clock, http.Abort);
        _socket = WebSocket.CreateFromStream(_stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        _requests = new SocketRequests(_socket, method, messages, options);
        _receiving = Task.Run(ReceiveAllAsync);
    }

    /// <summary>The next request; null when there are no more.</summary>
    public ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken) => _requests.ReadAsync(cancellationToken);

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
                _requests.Ignore();
                if (SocketEnd.Message(fault, trailers, _messages.AreBinary) is { } last) await _socket.SendAsync(last, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
                await _socket.CloseOutputAsync(SocketEnd.Code(fault), SocketEnd.Reason(fault), patience.Token);
            }
            finally
            {
                _sending.Release();
            }

            // A request that nobody will read holds the receiver up no longer; what else was under way is passed over until the client's close frame.
            _requests.Stop();
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
            await _requests.ReceiveAllAsync(CutAsync);

            // First the call: it has nobody to speak to.
            await _gone.CancelAsync();
            await AnswerCloseAsync();
        }
        catch (Exception e) when (IsBroken(e))
        {
            // Gone without a word, or after frames that break the protocol: the framework has answered those with 1002 or 1007.
        }
        finally
        {
            await _gone.CancelAsync();
            _requests.Stop();
        }
    }

    // Unless the call has begun to end: its own close frame may be on the wire while the framework still waits for the write, and counts as not sent.
    private Task AnswerCloseAsync()
    {
        lock (_lock) return _ending is null ? _ending = AnswerCloseOnceAsync() : Task.CompletedTask;
    }

    private async Task AnswerCloseOnceAsync()
    {
        using var patience = new CancellationTokenSource(CloseTimeout, _options.Clock);
        try
        {
            await _socket.CloseOutputAsync(_socket.CloseStatus ?? WebSocketCloseStatus.Empty, null, patience.Token);
        }
        catch (Exception e) when (IsBroken(e))
        {
            _http.Abort();
        }
    }

    // Whatever the service is doing.
    private async Task CutAsync(RpcFault fault)
    {
        _ = EndAsync(fault, trailers: null);
        await _gone.CancelAsync();
    }

    private static bool IsBroken(Exception e) => e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
