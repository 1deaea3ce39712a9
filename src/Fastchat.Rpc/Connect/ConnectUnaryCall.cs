using System.Buffers;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Http;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Connect;

/// <summary>A unary Connect call: the body is the message, the HTTP status the outcome. Source: Connect protocol, "Unary-Request".</summary>
internal sealed class ConnectUnaryCall : ServerCall
{
    private readonly MessageCodec _codec;
    private readonly RpcOptions _options;
    private readonly Compression? _requestCompression;
    private bool _read;
    private ReadOnlyMemory<byte> _body;

    public ConnectUnaryCall(HttpContext http, RpcMethod method, MessageCodec codec, RpcOptions options) : base(http, method)
    {
        _codec = codec;
        _options = options;
        _requestCompression = Compression.Find(Header("content-encoding"));
        if (ConnectHeaders.ReadTimeout(Header("connect-timeout-ms")) is { } timeout) StartDeadline(timeout, options.Clock);
    }

    internal override async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_read) return null;
        _read = true;
        var body = await RequestBody.ReadAsync(Http.Request, _options.MaxReceiveMessageSize, CancellationToken);
        var bytes = new ReadOnlySequence<byte>(body);
        if (_requestCompression is not null) bytes = _requestCompression.Decompress(bytes, _options.MaxReceiveMessageSize);
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
        if (body.Length >= _options.CompressResponsesFrom && Compression.Choose(Header("accept-encoding")) is { } compression)
        {
            body = compression.Compress(body.Span);
            response.Headers.ContentEncoding = compression.Name;
        }

        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, Http.RequestAborted);
    }

    /// <summary>Replies with an error; also for calls that are refused before they begin.</summary>
    public static async ValueTask WriteErrorAsync(HttpContext http, RpcFault fault)
    {
        var error = ConnectError.Encode(fault);
        http.Response.StatusCode = fault.HttpStatus ?? StatusCodeTable.HttpStatus(fault.Code);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = error.Length;
        await http.Response.BodyWriter.WriteAsync(error, http.RequestAborted);
    }
}
