using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Http;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Connect;

/// <summary>Connect under one content type: unary or streaming, binary or JSON.</summary>
internal sealed class ConnectProtocol(bool streaming, MessageCodec codec, RpcOptions options) : WireProtocol
{
    public override RpcFault? Check(HttpContext http, RpcMethod method)
    {
        if (streaming == (method.Type != MethodType.Unary)) return null;
        return ConnectError.UnsupportedMediaType(streaming
            ? $"{method.FullName} is unary; call it with Content-Type {ConnectHeaders.UnaryPrefix}{codec.Name}."
            : $"{method.FullName} streams; call it with Content-Type {ConnectHeaders.StreamPrefix}{codec.Name}.");
    }

    public override ServerCall Open(HttpContext http, RpcMethod method) =>
        streaming ? new ConnectStreamCall(http, method, codec, options) : new ConnectUnaryCall(http, method, codec, query: null, options);

    public override async ValueTask RefuseAsync(HttpContext http, RpcFault fault)
    {
        var wrongKind = ConnectError.IsUnsupportedMediaType(fault);
        if (wrongKind) http.Response.Headers["Accept-Post"] = (streaming ? ConnectHeaders.UnaryPrefix : ConnectHeaders.StreamPrefix) + codec.Name;
        if (!streaming || wrongKind)
        {
            await ConnectUnaryCall.WriteErrorAsync(http, fault);
            return;
        }

        http.Response.ContentType = ConnectHeaders.StreamPrefix + codec.Name;
        FrameWriter.Write(http.Response.BodyWriter, 0x02, ConnectError.EncodeEnd(fault, trailers: null));
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
