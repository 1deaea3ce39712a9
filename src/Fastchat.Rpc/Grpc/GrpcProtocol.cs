using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Http;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Grpc;

/// <summary>One form of gRPC under one content type, which names the codec.</summary>
internal sealed class GrpcProtocol(GrpcVariant variant, MessageCodec codec, string contentType, RpcOptions options) : WireProtocol
{
    /// <summary>The content type of the text form, without a codec.</summary>
    public const string TextType = "application/grpc-web-text";

    /// <summary>Whether this is gRPC over HTTP/2 itself.</summary>
    public bool IsNative => variant == GrpcVariant.Native;

    public override RpcFault? Check(HttpContext http, RpcMethod method) => variant == GrpcVariant.Native && !HttpProtocol.IsHttp2(http.Request.Protocol)
        ? new RpcFault(StatusCode.Unimplemented, $"gRPC needs HTTP/2, but this is {http.Request.Protocol}. Use gRPC-Web or Connect over HTTP/1.1.")
        : null;

    public override ServerCall Open(HttpContext http, RpcMethod method)
    {
        var input = variant == GrpcVariant.WebText ? new Base64PipeReader(http.Request.BodyReader) : http.Request.BodyReader;

        // Who sends bytes may yet be unable to read them as they come, and says so. Source: gRPC-Web, "Text-encoded (response) streams".
        return variant == GrpcVariant.Web && http.Request.Headers.Accept.ToString().StartsWith(TextType, StringComparison.OrdinalIgnoreCase)
            ? new GrpcCall(http, method, GrpcVariant.WebText, codec, $"{TextType}+{codec.Name}", input, options)
            : new GrpcCall(http, method, variant, codec, contentType, input, options);
    }

    public override async ValueTask RefuseAsync(HttpContext http, RpcFault fault)
    {
        // "Trailers-Only" is legal in all three forms: status and message as headers, no body.
        http.Response.ContentType = contentType;
        RequestIds.Show(http);

        // A caller that is refused for its compression learns here which ones are read.
        http.Response.Headers.GrpcAcceptEncoding = Compression.Accepted;
        foreach (var (name, value) in GrpcStatus.Trailers(fault, trailers: null)) MetadataHeaders.Append(http.Response.Headers, name, value);
        await http.Response.CompleteAsync();
    }
}
