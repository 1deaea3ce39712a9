using System.Buffers;
using System.Text.Json;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Grpc.Core;

namespace Fastchat.Rpc.Rest;

/// <summary>One JSON response.</summary>
internal sealed class JsonRestResponse(RestCall call, RestBinding binding) : RestResponse(call, binding)
{
    private ReadOnlyMemory<byte> _body;

    // Encoded at once: a message that cannot be is the handler's failure, while there is still a reply to say so.
    public override ValueTask WriteAsync(IMessage message, WriteFlags flags)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, ShapedJson.WriterOptions)) Binding.WriteResponse(json, message);
        _body = buffer.WrittenMemory;
        return default;
    }

    public override ValueTask FlushAsync() => default;

    public override ValueTask StartAsync() => default;

    public override async ValueTask EndAsync()
    {
        if (Call.Trailers is { } trailers) MetadataHeaders.Write(trailers, Http.Response.Headers, prefix: "");
        Http.Response.ContentType = "application/json";
        Http.Response.ContentLength = _body.Length;
        await Http.Response.BodyWriter.WriteAsync(_body, Http.RequestAborted);
    }

    // Never begun before its end: there is nothing to break.
    public override ValueTask BreakAsync(RpcFault fault) => default;
}
