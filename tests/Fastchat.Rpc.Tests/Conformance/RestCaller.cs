using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Conformance;

/// <summary>The REST facade's JSON.</summary>
internal class RestCaller(string name) : HttpCaller(name, "application/json")
{
    public override int? HttpStatus(CaseExpectation expected) => expected.Http ?? CaseCodes.Http(expected.Code);

    protected override bool CanCarry(ConformanceCase @case) => @case is { ClientStreams: false, ServerStreams: false, Frames: null, TimeoutMs: null } && @case.Requests.Count == 1;

    protected override string Path(ConformanceCase @case) => $"/v1/conformance/{@case.Method}";

    protected override IEnumerable<(string Name, string Value)> Headers(ConformanceCase @case)
    {
        if (@case.Compress is { } compress) yield return ("content-encoding", compress);
        if (@case.Accept is { } accept) yield return ("accept-encoding", accept);
    }

    protected override byte[] Encode(ConformanceCase @case, ConformanceRequest message) => Coding.Compress(@case.Compress, MessageForm.Rest.Write(message));

    protected override int Count(byte[] body) => throw new NotSupportedException("A JSON reply is one piece.");

    protected override CaseReply Read(WireReply reply)
    {
        Assert.Equal("application/json", reply.Headers["content-type"]);
        var parsed = new CaseReply { Wire = reply, Body = reply.Body };
        return (int)reply.Status == 200
            ? parsed with { Messages = [MessageForm.Rest.Read(reply.Body)] }
            : parsed with { Error = RestJson.ReadError(reply.Body, reply.Headers.GetValueOrDefault("retry-after")) };
    }
}
