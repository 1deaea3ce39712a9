namespace Fastchat.Rpc.Conformance;

/// <summary>Connect's streams. Source: Connect protocol, "Streaming-Request".</summary>
internal sealed class ConnectStreamCaller(string name, MessageForm form) : EnvelopeCaller(name, "application/connect+" + form.Name, form)
{
    private const byte End = 2;

    // Only a refused content type is told by HTTP: the caller cannot be expected to read an envelope then.
    public override int? HttpStatus(CaseExpectation expected) => expected.Http == 415 ? 415 : 200;

    public override IEnumerable<Version> Versions(ConformanceCase @case) => @case.FullDuplex ? [new(2, 0)] : [new(1, 1), new(2, 0)];

    protected override bool CanCarry(ConformanceCase @case) => @case.ClientStreams || @case.ServerStreams;

    protected override IEnumerable<(string Name, string Value)> Headers(ConformanceCase @case)
    {
        yield return ("connect-protocol-version", "1");
        if (@case.TimeoutMs is { } timeout) yield return ("connect-timeout-ms", Number(timeout));
        if (@case.Compress is { } compress) yield return ("connect-content-encoding", compress);
        if (@case.Accept is { } accept) yield return ("connect-accept-encoding", accept);
    }

    protected override CaseReply Read(WireReply reply)
    {
        Assert.Equal("application/connect+" + Form.Name, reply.Headers["content-type"]);
        var frames = Frames.Split(reply.Body);
        Assert.Equal(End, frames[^1].Flags);
        var (messages, encoding) = ReadMessages(frames.SkipLast(1), reply.Headers.GetValueOrDefault("connect-content-encoding"));
        var (error, trailers) = ConnectJson.ReadEnd(frames[^1].Payload);
        return new CaseReply { Wire = reply, Body = reply.Body, Messages = messages, Encoding = encoding, Trailers = trailers, Error = error };
    }
}
