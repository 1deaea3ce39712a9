using System.Buffers;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Http;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Connect;

/// <summary>A unary Connect call: the body is the message, the HTTP status the outcome. Source: Connect protocol, "Unary-Request" and "Unary-Get-Request".</summary>
internal sealed class ConnectUnaryCall : ServerCall
{
    private readonly MessageCodec _codec;
    private readonly RpcOptions _options;
    private readonly ConnectQuery? _query;
    private readonly string? _requestEncoding;
    private readonly Compression? _requestCompression;
    private bool _read;
    private ReadOnlyMemory<byte> _body;

    /// <summary>Opens a call; its request is the query where there is one, otherwise the body.</summary>
    public ConnectUnaryCall(HttpContext http, RpcMethod method, MessageCodec codec, ConnectQuery? query, RpcOptions options) : base(http, method)
    {
        ConnectHeaders.CheckVersion(Header("connect-protocol-version"));
        _codec = codec;
        _query = query;
        _options = options;
        _requestEncoding = query is null ? Header("content-encoding") : query.Compression;
        _requestCompression = Compression.Find(_requestEncoding);
        if (ConnectHeaders.ReadTimeout(Header("connect-timeout-ms")) is { } timeout) StartDeadline(timeout, options.Clock);
    }

    internal override async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_read) return null;
        _read = true;
        var body = _query?.Message ?? await RequestBody.ReadAsync(Http.Request, _options.MaxReceiveMessageSize, CancellationToken);
        if (body.Length > _options.MaxReceiveMessageSize) throw new RpcFaultException(FrameReader.TooLarge(body.Length, _options.MaxReceiveMessageSize));
        var bytes = new ReadOnlySequence<byte>(body);

        // Nothing is not compressed, whatever the header says.
        if (_requestCompression is not null && body.Length > 0) bytes = _requestCompression.Decompress(bytes, _options.MaxReceiveMessageSize);
        return _codec.Read(bytes, RpcMethod.Descriptor.InputType);
    }

    // Encoded at once: a message that cannot be is the handler's failure, while there is still a reply to say so.
    internal override ValueTask WriteAsync(IMessage message, WriteFlags flags)
    {
        var encoded = new ArrayBufferWriter<byte>(256);
        _codec.Write(message, encoded);
        _body = encoded.WrittenMemory;
        return default;
    }

    internal override ValueTask FlushAsync() => default;

    // A unary reply is one piece: headers leave with the message.
    protected override ValueTask StartResponseAsync() => default;

    protected override async ValueTask FinishAsync(RpcFault? fault)
    {
        var response = Http.Response;
        if (Trailers is not null) MetadataHeaders.Write(Trailers, response.Headers, ConnectHeaders.TrailerPrefix);
        if (fault is not null)
        {
            if (fault.Trailers is not null) MetadataHeaders.Write(fault.Trailers, response.Headers, ConnectHeaders.TrailerPrefix);
            await WriteErrorAsync(Http, fault);
            return;
        }

        var body = _body;
        response.ContentType = ConnectHeaders.UnaryPrefix + _codec.Name;
        response.Headers["accept-encoding"] = Compression.Accepted;

        // Caches must know what the answer to a GET depends on.
        if (_query is not null && _options.CompressResponsesFrom is not null) response.Headers.Append("vary", "Accept-Encoding");

        // Whoever does not say what it takes takes what it sends.
        if (body.Length >= _options.CompressResponsesFrom && Compression.Choose(Header("accept-encoding") ?? _requestEncoding) is { } compression)
        {
            body = compression.Compress(body.Span);
            response.Headers.ContentEncoding = compression.Name;
        }

        response.ContentLength = body.Length;
        await SendEndAsync(body);
    }

    /// <summary>Replies with an error; also for calls that are refused before they begin.</summary>
    public static async ValueTask WriteErrorAsync(HttpContext http, RpcFault fault)
    {
        var error = ConnectError.Encode(fault);
        http.Response.StatusCode = ConnectError.HttpStatus(fault);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = error.Length;
        await http.Response.BodyWriter.WriteAsync(error, http.RequestAborted);
    }
}
