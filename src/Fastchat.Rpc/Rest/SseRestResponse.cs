using System.Buffers;
using System.Text.Json;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Grpc.Core;

namespace Fastchat.Rpc.Rest;

/// <summary>Responses as server-sent events. Source: HTML Living Standard, "Server-sent events".</summary>
internal sealed class SseRestResponse(RestCall call, RestBinding binding) : RestResponse(call, binding)
{
    private readonly SsePlan _plan = binding.Events!;
    private readonly ResponseBuffer _buffer = new(call.Http.Response.BodyWriter);

    // An event is made here as a whole: of one that cannot be made, nothing may stand in the response when the error event follows.
    private readonly ArrayBufferWriter<byte> _event = new(512);

    // Whoever writes, the service or a heartbeat, holds it until what was written is flushed.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Utf8JsonWriter? _json;
    private Task? _begun;
    private bool _writing;
    private bool _silent;

    public override ValueTask WriteAsync(IMessage message, WriteFlags flags)
    {
        if (!_writing) return BeginAndWriteAsync(message, flags);
        Call.CancellationToken.ThrowIfCancellationRequested();
        _event.ResetWrittenCount();
        _plan.Write(message, _event, _json!);
        _buffer.Write(_event.WrittenSpan);
        return (flags & WriteFlags.BufferHint) != 0 && _buffer.Unflushed < RpcOptions.FlushThreshold ? default : FlushAsync();
    }

    public override async ValueTask FlushAsync()
    {
        if (!_writing) return;
        _buffer.Commit();
        await Call.FlushBodyAsync();
        _silent = _writing = false;
        _turn.Release();
    }

    public override async ValueTask StartAsync()
    {
        await SendHeadersAsync();
        Call.Heartbeats.Add(this);
    }

    public override async ValueTask EndAsync()
    {
        if (_json is null) await SendHeadersAsync();
        else if (!_writing) await BeginAsync(Call.CancellationToken);
        _buffer.Write(_plan.End);
        await SendAsync();
    }

    public override async ValueTask BreakAsync(RpcFault fault)
    {
        if (!_writing) await BeginAsync(Call.CancellationToken);
        _buffer.Write(_plan.HasEventNames ? "event: error\ndata: "u8 : "data: "u8);
        _buffer.Write(RestError.Encode(fault));
        _buffer.Write("\n\n"u8);
        await SendAsync();
    }

    /// <summary>Ends the heartbeats; none is under way when this returns, for the connection goes on to its next request.</summary>
    public async ValueTask StopHeartbeatsAsync()
    {
        Call.Heartbeats.Remove(this);
        if (_json is not null && !_writing) await BeginAsync(CancellationToken.None);
    }

    /// <summary>Sends a comment when nothing was sent since the last time this was called.</summary>
    public async Task BeatAsync()
    {
        if (!_silent)
        {
            _silent = true;
            return;
        }

        if (!_turn.Wait(0)) return;
        try
        {
            // OpenAI's Python client takes the blank line behind a comment for an event once it has seen an id.
            _buffer.Write(_plan.HasIds ? ": ping\n"u8 : ": ping\n\n"u8);
            _buffer.Commit();
            await Http.Response.BodyWriter.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The caller went away; the call itself finds that out.
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask BeginAndWriteAsync(IMessage message, WriteFlags flags)
    {
        if (_json is null) await StartAsync();
        else await BeginAsync(Call.CancellationToken);
        await WriteAsync(message, flags);
    }

    private async ValueTask SendHeadersAsync()
    {
        Http.Response.ContentType = "text/event-stream; charset=utf-8";
        Http.Response.Headers.CacheControl = "no-cache";

        // nginx buffers proxied responses unless told not to: tokens would come in lumps.
        Http.Response.Headers["X-Accel-Buffering"] = "no";
        await Http.Response.StartAsync(Call.CancellationToken);
        _json = new Utf8JsonWriter(_event, ShapedJson.WriterOptions);
        await BeginAsync(Call.CancellationToken);
    }

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        // A heartbeat that nobody takes keeps its turn. One wait for it, which goes on after the call has given it up.
        _begun ??= _turn.WaitAsync(CancellationToken.None);
        if (!_begun.IsCompleted) await Call.WaitForReaderAsync(_begun, cancellationToken);
        _begun = null;
        _writing = true;
    }

    private async ValueTask SendAsync()
    {
        _buffer.Commit();
        await Call.SendEndAsync();
    }
}
