using Fastchat.Rpc.Services;

namespace Fastchat.Rpc.Conformance;

/// <summary>A protocol of one HTTP request and its response.</summary>
internal abstract class HttpCaller(string name, string contentType) : CaseProtocol(name)
{
    protected virtual string Path(ConformanceCase @case) => $"/fastchat.wiretest.v1.ConformanceService/{@case.ProtoMethod}";

    /// <summary>The headers of a request besides its content type and metadata.</summary>
    protected abstract IEnumerable<(string Name, string Value)> Headers(ConformanceCase @case);

    /// <summary>A request's body, or in full duplex the piece of it, that carries one message.</summary>
    protected abstract byte[] Encode(ConformanceCase @case, WireTest.ConformanceRequest message);

    /// <summary>A body made of raw envelopes.</summary>
    protected virtual byte[] Encode(RawFrame[] frames) => throw new NotSupportedException($"{Name} has no envelopes.");

    /// <summary>How many responses are whole in what has come of the body.</summary>
    protected abstract int Count(byte[] body);

    /// <summary>Understands a whole reply.</summary>
    protected abstract CaseReply Read(WireReply reply);

    public override async Task<CaseReply?> CallAsync(ConformanceCase @case, HttpClient client, ConformanceHandler handler, CancellationToken cancellationToken)
    {
        var pieces = Pieces(@case);
        using var content = @case.FullDuplex ? new PushContent(pieces[0], @case.ContentType ?? contentType) : (HttpContent)WireServer.Bytes([.. pieces.SelectMany(p => p)], @case.ContentType ?? contentType);
        using var request = Request(@case, client, content);
        if (@case.CancelAfter == 0) return await LeaveAtOnceAsync(client, request, handler, cancellationToken);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (@case.CancelAfter is { } count)
        {
            await ReadUntilAsync(body, [], count, cancellationToken);
            return null;
        }

        var bytes = new List<byte>();
        if (content is PushContent push) await ConverseAsync(push, pieces, body, bytes, cancellationToken);
        await ReadToEndAsync(body, bytes, cancellationToken);
        return Read(WireReply.Of(response, [.. bytes]));
    }

    private List<byte[]> Pieces(ConformanceCase @case)
    {
        if (@case.Body is { } body) return [body.ToBytes()];
        if (@case.Frames is { } frames) return [Encode(frames)];
        return [.. @case.RequestMessages().Select(m => Encode(@case, m))];
    }

    private HttpRequestMessage Request(ConformanceCase @case, HttpClient client, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path(@case)) { Content = content, Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        foreach (var (name, value) in Headers(@case).Concat(@case.Metadata.Select(MetadataLines.Split)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) content.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static async Task<CaseReply?> LeaveAtOnceAsync(HttpClient client, HttpRequestMessage request, ConformanceHandler handler, CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pending = client.SendAsync(request, leaving.Token);
        await handler.Waits;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        return null;
    }

    // One request, one response, and only then the next: neither side may hold a message back.
    private async Task ConverseAsync(PushContent content, List<byte[]> pieces, Stream body, List<byte> bytes, CancellationToken cancellationToken)
    {
        for (var sent = 1; sent <= pieces.Count; sent++)
        {
            await ReadUntilAsync(body, bytes, sent, cancellationToken);
            if (sent < pieces.Count) await content.SendAsync(pieces[sent]);
        }

        content.Complete();
    }

    private async Task ReadUntilAsync(Stream body, List<byte> bytes, int count, CancellationToken cancellationToken)
    {
        var piece = new byte[4096];
        while (Count([.. bytes]) < count)
        {
            var read = await body.ReadAsync(piece, cancellationToken);
            if (read == 0) throw new EndOfStreamException($"The body ended before response {count}.");
            bytes.AddRange(piece[..read]);
        }
    }

    private static async Task ReadToEndAsync(Stream body, List<byte> bytes, CancellationToken cancellationToken)
    {
        var rest = new MemoryStream();
        await body.CopyToAsync(rest, cancellationToken);
        bytes.AddRange(rest.ToArray());
    }
}
