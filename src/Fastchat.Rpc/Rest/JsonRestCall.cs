using System.Buffers;
using System.Text.Json;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Rest;

/// <summary>A REST call with one JSON response.</summary>
internal sealed class JsonRestCall(HttpContext http, RestBinding binding, string[] path, byte[]? body, RpcOptions options)
    : RestCall(http, binding, path, body, options)
{
    private IMessage? _response;

    internal override ValueTask WriteAsync(IMessage message, WriteFlags flags)
    {
        _response = message;
        return default;
    }

    internal override ValueTask FlushAsync() => default;

    protected override ValueTask StartResponseAsync() => default;

    protected override async ValueTask EndAsync()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, ShapedJson.WriterOptions)) Binding.WriteResponse(json, _response!);
        if (Trailers is not null) MetadataHeaders.Write(Trailers, Http.Response.Headers, prefix: "");
        Http.Response.ContentType = "application/json";
        Http.Response.ContentLength = buffer.WrittenCount;
        await Http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, Http.RequestAborted);
    }

    // Never begun before its end: there is nothing to break.
    protected override ValueTask BreakAsync(RpcFault fault) => default;
}
