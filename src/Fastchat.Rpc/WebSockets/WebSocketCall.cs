using System.Buffers;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Connect;
using Fastchat.Rpc.Rest;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.WebSockets;

/// <summary>
/// A call over a WebSocket. The handshake is accepted when the service first reads or writes: until then a refusal, an
/// interceptor's say, is a plain HTTP error in REST's form.
/// </summary>
internal sealed class WebSocketCall : ServerCall
{
    /// <summary>The query parameter with the milliseconds until the deadline; no field of a message can have its name.</summary>
    public const string TimeoutParameter = "rpc-timeout-ms";

    private readonly Handshake _handshake;
    private readonly SocketMessages _messages;
    private readonly RpcOptions _options;
    private readonly CancellationTokenSource _gone;
    private readonly ArrayBufferWriter<byte> _encoded = new(256);
    private readonly Lock _lock = new();
    private Task<SocketChannel>? _accepted;
    private bool _begun;

    /// <param name="http">The HTTP exchange; its token is the one of <paramref name="gone"/>.</param>
    /// <param name="target">What is called.</param>
    /// <param name="handshake">The handshake.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="gone">Cancelled when the call has no caller any more.</param>
    public WebSocketCall(HttpContext http, SocketTarget target, Handshake handshake, RpcOptions options, CancellationTokenSource gone)
        : base(http, target.Method)
    {
        _handshake = handshake;
        _options = options;
        _gone = gone;
        _messages = new SocketMessages(http, target, handshake.Subprotocol, options.MaxJsonDepth);
        if (ConnectHeaders.ReadTimeout(http.Request.Query[TimeoutParameter], TimeoutParameter) is { } timeout) StartDeadline(timeout, options.Clock);
    }

    internal override async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        var channel = await AcceptAsync();
        return await channel.ReadAsync(cancellationToken.CanBeCanceled ? cancellationToken : CancellationToken);
    }

    internal override async ValueTask WriteAsync(IMessage message, WriteFlags flags)
    {
        CancellationToken.ThrowIfCancellationRequested();
        var channel = await AcceptAsync();
        _begun = true;
        _encoded.ResetWrittenCount();
        var kind = _messages.Write(message, _encoded);
        var send = channel.SendAsync(_encoded.WrittenMemory, kind);
        if (send.IsCompleted) await send;
        else await WaitForReaderAsync(send);
    }

    // The handshake's answer mostly has gone out with the first read: what a service tells after that is told at the end.
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        if (_accepted is null) return base.WriteResponseHeadersAsyncCore(responseHeaders);
        if (_begun) throw new InvalidOperationException("Response headers can be sent once, before the first response.");
        _begun = true;
        foreach (var entry in responseHeaders) ResponseTrailers.Add(entry);
        return Task.CompletedTask;
    }

    // Each message leaves when it is written.
    internal override ValueTask FlushAsync() => default;

    protected override async ValueTask StartResponseAsync() => await AcceptAsync();

    protected override async ValueTask FinishAsync(RpcFault? fault)
    {
        if (_accepted is { IsFaulted: true }) fault ??= Handshake.TooMany;
        if (fault is not null && _accepted is null or { IsFaulted: true }) await RestError.WriteAsync(Http, fault!, Trailers);
        else await (await AcceptAsync()).EndAsync(fault, Trailers);
    }

    // A message under way when the server stops mostly just leaves: the end may stand behind it.
    private protected override bool CutsOffStalled => !Drained;

    /// <summary>Waits until the WebSocket is closed; the call must be over.</summary>
    public async Task CloseAsync()
    {
        if (_accepted is { IsCompletedSuccessfully: true }) await (await _accepted).CloseAsync();
    }

    // A service may read and write at the same time, so either may come first.
    private Task<SocketChannel> AcceptAsync()
    {
        lock (_lock) return _accepted ??= OpenAsync();
    }

    private async Task<SocketChannel> OpenAsync() => new(Http, RpcMethod, await _handshake.AcceptAsync(), _messages, _options, _gone);
}
