using System.Text.Json;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Http;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Grpc.Core;

namespace Fastchat.Rpc.Rest;

/// <summary>One JSON response.</summary>
internal sealed class JsonRestResponse(RestCall call, RestBinding binding) : RestResponse(call, binding)
{
    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    private PooledBuffer? _body;

    // Encoded at once: a message that cannot be is the handler's failure, while there is still a reply to say so.
    public override ValueTask WriteAsync(IMessage message, WriteFlags flags)
    {
        var body = _body = new PooledBuffer();
        var json = _writer ??= new Utf8JsonWriter(body, ShapedJson.WriterOptions);
        json.Reset(body);
        Binding.WriteResponse(json, message);
        json.Flush();
        return default;
    }

    public override ValueTask FlushAsync() => default;

    public override ValueTask StartAsync() => default;

    public override async ValueTask EndAsync()
    {
        if (Call.Trailers is { } trailers) MetadataHeaders.Write(trailers, Http.Response.Headers, prefix: "");
        Http.Response.StatusCode = Binding.SuccessStatus;
        Http.Response.ContentType = "application/json";
        using var body = _body;
        Http.Response.ContentLength = body?.Written.Length ?? 0;
        if (body is not null) await Call.SendEndAsync(body.Written);
    }

    // Never begun before its end: there is nothing to break.
    public override ValueTask BreakAsync(RpcFault fault) => default;
}
