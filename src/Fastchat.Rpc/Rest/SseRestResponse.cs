using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Rest;

/// <summary>Responses as server-sent events. Source: HTML Living Standard, "Server-sent events".</summary>
internal sealed class SseRestResponse : RestResponse
{
    private readonly SsePlan _plan;
    private Utf8JsonWriter? _json;
    private int _unflushed;

    public SseRestResponse(RestCall call, RestBinding binding) : base(call, binding) => _plan = SsePlan.For(binding);

    private PipeWriter Body => Http.Response.BodyWriter;

    public override async ValueTask WriteAsync(IMessage message, WriteFlags flags)
    {
        if (_json is null) await StartAsync();
        Call.CancellationToken.ThrowIfCancellationRequested();
        WriteEvent(message);
        if ((flags & WriteFlags.BufferHint) == 0 || _unflushed >= RpcOptions.FlushThreshold) await FlushAsync();
    }

    public override async ValueTask FlushAsync()
    {
        if (_unflushed == 0) return;
        await Body.FlushAsync(Call.CancellationToken);
        _unflushed = 0;
    }

    public override async ValueTask StartAsync()
    {
        Http.Response.ContentType = "text/event-stream; charset=utf-8";
        Http.Response.Headers.CacheControl = "no-cache";

        // nginx buffers proxied responses unless told not to: tokens would come in lumps.
        Http.Response.Headers["X-Accel-Buffering"] = "no";
        await Http.Response.StartAsync(Call.CancellationToken);
        _json = new Utf8JsonWriter(Body, ShapedJson.WriterOptions);
        _unflushed = 1;
    }

    public override async ValueTask EndAsync()
    {
        if (_json is null) await StartAsync();
        if (Binding.Stream is { End.Length: > 0 } shape) WriteText($"data: {shape.End}\n\n");
        await Body.FlushAsync(Http.RequestAborted);
    }

    public override async ValueTask BreakAsync(RpcFault fault)
    {
        if (_plan.HasEventNames) WriteText("event: error\n");
        WriteText("data: ");
        await Body.WriteAsync(RestError.Encode(fault), Http.RequestAborted);
        WriteText("\n\n");
        await Body.FlushAsync(Http.RequestAborted);
    }

    private void WriteEvent(IMessage message)
    {
        if (_plan.Id(message) is { } id) WriteText($"id: {id}\n");
        if (_plan.EventName(message) is { } name) WriteLine("event: "u8, name);
        WriteBytes("data: "u8);
        _json!.Reset(Body);
        Binding.WriteResponse(_json, message);
        _json.Flush();
        _unflushed += (int)_json.BytesCommitted;
        WriteBytes("\n\n"u8);
    }

    private void WriteLine(ReadOnlySpan<byte> label, string value)
    {
        WriteBytes(label);
        _unflushed += (int)Encoding.UTF8.GetBytes(value, Body);
        WriteBytes("\n"u8);
    }

    private void WriteText(string text) => _unflushed += (int)Encoding.UTF8.GetBytes(text, Body);

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Body.GetSpan(bytes.Length));
        Body.Advance(bytes.Length);
        _unflushed += bytes.Length;
    }
}
