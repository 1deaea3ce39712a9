using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Connect;

/// <summary>A streaming Connect call: enveloped messages, the last one the outcome. Source: Connect protocol, "Streaming-Request".</summary>
internal sealed class ConnectStreamCall : ServerCall
{
    private const byte EndFlag = 0x02;

    private readonly MessageCodec _codec;
    private readonly FrameReader _reader;
    private readonly RpcOptions _options;
    private readonly Compression? _compression;
    private readonly ResponseBuffer _buffer;
    private bool _started;

    public ConnectStreamCall(HttpContext http, RpcMethod method, MessageCodec codec, RpcOptions options) : base(http, method)
    {
        _codec = codec;
        _options = options;
        _buffer = new ResponseBuffer(http.Response.BodyWriter);
        ConnectHeaders.CheckVersion(Header("connect-protocol-version"));
        var encoding = Header("connect-content-encoding");
        _reader = new FrameReader(http.Request.BodyReader, codec, method.Descriptor.InputType, Compression.Find(encoding), options.MaxReceiveMessageSize);

        // Whoever does not say what it takes takes what it sends.
        if (options.CompressResponsesFrom is not null) _compression = Compression.Choose(Header("connect-accept-encoding") ?? encoding);
        if (ConnectHeaders.ReadTimeout(Header("connect-timeout-ms")) is { } timeout) StartDeadline(timeout, options.Clock);
    }

    internal override ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken) =>
        _reader.ReadAsync(cancellationToken.CanBeCanceled ? cancellationToken : CancellationToken);

    internal override async ValueTask WriteAsync(IMessage message, WriteFlags flags)
    {
        if (!_started) await StartResponseAsync();
        CancellationToken.ThrowIfCancellationRequested();
        var compression = _compression is not null && (flags & WriteFlags.NoCompress) == 0 && message.CalculateSize() >= _options.CompressResponsesFrom ? _compression : null;
        FrameWriter.Write(_buffer, message, _codec, compression);
        if ((flags & WriteFlags.BufferHint) == 0 || _buffer.Unflushed >= RpcOptions.FlushThreshold) await FlushAsync();
    }

    internal override async ValueTask FlushAsync()
    {
        if (_buffer.Unflushed == 0) return;
        _buffer.Commit();
        await FlushBodyAsync();
    }

    protected override async ValueTask StartResponseAsync()
    {
        _started = true;
        Http.Response.ContentType = ConnectHeaders.StreamPrefix + _codec.Name;
        Http.Response.Headers["connect-accept-encoding"] = Compression.Accepted;
        if (_compression is not null) Http.Response.Headers["connect-content-encoding"] = _compression.Name;
        await Http.Response.StartAsync(CancellationToken);
        _buffer.Started();
    }

    protected override async ValueTask FinishAsync(RpcFault? fault)
    {
        // The HTTP status of a stream is 200 whatever happens; the outcome is in the last message.
        if (!_started) Http.Response.ContentType = ConnectHeaders.StreamPrefix + _codec.Name;
        FrameWriter.Write(_buffer, EndFlag, ConnectError.EncodeEnd(fault, Trailers));
        _buffer.Commit();
        await SendEndAsync();
    }
}
