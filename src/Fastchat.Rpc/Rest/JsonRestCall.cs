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
    private ReadOnlyMemory<byte> _body;

    // Encoded at once: a message that cannot be is the handler's failure, while there is still a reply to say so.
    internal override ValueTask WriteAsync(IMessage message, WriteFlags flags)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, ShapedJson.WriterOptions)) Binding.WriteResponse(json, message);
        _body = buffer.WrittenMemory;
        return default;
    }

    internal override ValueTask FlushAsync() => default;

    protected override ValueTask StartResponseAsync() => default;

    protected override async ValueTask EndAsync()
    {
        if (Trailers is not null) MetadataHeaders.Write(Trailers, Http.Response.Headers, prefix: "");
        Http.Response.ContentType = "application/json";
        Http.Response.ContentLength = _body.Length;
        await Http.Response.BodyWriter.WriteAsync(_body, Http.RequestAborted);
    }

    // Never begun before its end: there is nothing to break.
    protected override ValueTask BreakAsync(RpcFault fault) => default;
}
