using System.Buffers.Binary;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WebSockets;

namespace Fastchat.Rpc.Conformance;

/// <summary>Calls over WebSockets, frame by frame. Sources: RFC 6455, over HTTP/2 RFC 8441; what messages mean, decision 0014.</summary>
internal sealed class WebSocketCaller(string name, string subprotocol, byte kind, MessageForm form) : CaseProtocol(name)
{
    // The handshake's status tells that there is a call, not how it ends; a refusal's is checked where it is read.
    public override int? HttpStatus(CaseExpectation expected) => null;

    protected override bool CanCarry(ConformanceCase @case) =>
        @case is { Compress: null, Accept: null, ContentType: null, Body: null }
        && (@case.ClientStreams || @case.ServerStreams || @case.Over is not null)
        && (@case.Frames ?? []).All(f => f is { Length: null, Head: null } && (f.Flags == 0 || @case.Over is not null))
        && (kind == RawSocket.Binary || @case.Frames is null or [] || @case.Over is not null);

    public override async Task<CaseReply?> CallAsync(ConformanceCase @case, HttpClient client, ConformanceHandler handler, CancellationToken cancellationToken)
    {
        using var request = WebSocketHandshake.Request(@case, client, subprotocol);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!WebSocketHandshake.IsAccepted(response, subprotocol)) return await ReadRefusalAsync(@case, response, cancellationToken);
        await using var socket = new RawSocket(await response.Content.ReadAsStreamAsync(cancellationToken));
        var frames = await SendAsync(@case, socket);
        if (@case.CancelAfter is { } count)
        {
            await LeaveAsync(socket, count == 0 ? handler.Waits : ReadUntilAsync(socket, frames, count));
            return null;
        }

        await ReadToEndAsync(socket, frames);
        return Read(WireReply.Of(response, [.. frames.SelectMany(f => f.Payload)]), frames);
    }

    // In full duplex one request, one response, and only then the next. The empty text says that no more requests come.
    private async Task<List<(byte Opcode, byte[] Payload)>> SendAsync(ConformanceCase @case, RawSocket socket)
    {
        var frames = new List<(byte, byte[])>();
        var messages = @case.Frames?.Select(f => (Kind: f.Flags == 0 ? kind : f.Flags, Payload: f.ToBytes())) ?? @case.RequestMessages().Select(m => (Kind: kind, Payload: form.Write(m)));
        var sent = 0;
        foreach (var message in messages)
        {
            await socket.SendAsync(message.Kind, message.Payload);
            sent++;
            if (@case.FullDuplex) frames.Add(await socket.ReadAsync());
        }

        if (@case.ClientStreams || sent == 0) await socket.SendTextAsync("");
        return frames;
    }

    private static async Task ReadUntilAsync(RawSocket socket, List<(byte Opcode, byte[] Payload)> frames, int count)
    {
        while (frames.Count < count) frames.Add(await socket.ReadAsync());
    }

    private static async Task LeaveAsync(RawSocket socket, Task seen)
    {
        await seen;
        await socket.SendAsync(RawSocket.Close, [0x03, 0xe8]);
    }

    private static async Task ReadToEndAsync(RawSocket socket, List<(byte Opcode, byte[] Payload)> frames)
    {
        while (frames.LastOrDefault().Opcode != RawSocket.Close) frames.Add(await socket.ReadAsync());
        await socket.FinishAsync(BinaryPrimitives.ReadUInt16BigEndian(frames[^1].Payload));
    }

    private CaseReply Read(WireReply reply, List<(byte Opcode, byte[] Payload)> frames)
    {
        var messages = frames[..^1];
        var last = messages.LastOrDefault();
        var tellsMore = last.Opcode == RawSocket.Text && last.Payload is [(byte)'\n', ..];
        if (tellsMore) messages.RemoveAt(messages.Count - 1);
        Assert.All(messages, m => Assert.Equal(kind, m.Opcode));
        var (error, metadata) = WebSocketEnd.Read(frames[^1].Payload, tellsMore ? last.Payload : null, kind == RawSocket.Binary);

        // The handshake's answer has gone out before the service has said anything: its headers come with its trailers.
        return new CaseReply
        {
            Wire = reply with { Headers = metadata.Concat(reply.Headers).ToDictionary(StringComparer.OrdinalIgnoreCase) },
            Body = [.. frames.SkipLast(1).SelectMany(f => f.Payload)],
            Messages = [.. messages.Select(m => form.Read(m.Payload))],
            Trailers = metadata,
            Error = error,
        };
    }

    private static async Task<CaseReply> ReadRefusalAsync(ConformanceCase @case, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var reply = WireReply.Of(response, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        Assert.Equal(@case.Expect.Http ?? CaseCodes.Http(@case.Expect.Code), (int)reply.Status);
        return new CaseReply { Wire = reply, Body = reply.Body, Error = RestJson.ReadError(reply.Body, retryAfter: null) };
    }
}
