using System.Globalization;
using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Conformance;

/// <summary>Connect's unary calls. Source: Connect protocol, "Unary-Request".</summary>
internal sealed class ConnectUnaryCaller(string name, MessageForm form) : HttpCaller(name, "application/" + form.Name)
{
    private const string TrailerPrefix = "trailer-";

    // The status is the code's own (Connect protocol, "Error codes"), but for content types that name no call of the kind.
    public override int? HttpStatus(CaseExpectation expected) => expected.Reason == "UNSUPPORTED_MEDIA_TYPE" ? expected.Http : CaseCodes.Http(expected.Code);

    protected override bool CanCarry(ConformanceCase @case) => @case is { ClientStreams: false, ServerStreams: false, Frames: null } && @case.Requests.Count == 1;

    protected override IEnumerable<(string Name, string Value)> Headers(ConformanceCase @case)
    {
        yield return ("connect-protocol-version", "1");
        if (@case.TimeoutMs is { } timeout) yield return ("connect-timeout-ms", timeout.ToString(CultureInfo.InvariantCulture));
        if (@case.Compress is { } compress) yield return ("content-encoding", compress);
        if (@case.Accept is { } accept) yield return ("accept-encoding", accept);
    }

    protected override byte[] Encode(ConformanceCase @case, ConformanceRequest message) => Coding.Compress(@case.Compress, form.Write(message));

    protected override int Count(byte[] body) => throw new NotSupportedException("A unary reply is one piece.");

    protected override CaseReply Read(WireReply reply)
    {
        var encoding = reply.Headers.GetValueOrDefault("content-encoding");
        var body = encoding is null ? reply.Body : Coding.Expand(encoding, reply.Body);
        var parsed = new CaseReply { Wire = reply, Body = body, Encoding = encoding, Trailers = ReadTrailers(reply) };
        if ((int)reply.Status != 200)
        {
            Assert.Equal("application/json", reply.Headers["content-type"]);
            return parsed with { Error = ConnectJson.ReadError(body) };
        }

        Assert.Equal("application/" + form.Name, reply.Headers["content-type"]);
        return parsed with { Messages = [form.Read(body)] };
    }

    private static Dictionary<string, string> ReadTrailers(WireReply reply) => reply.Headers
        .Where(h => h.Key.StartsWith(TrailerPrefix, StringComparison.OrdinalIgnoreCase))
        .ToDictionary(h => h.Key[TrailerPrefix.Length..].ToLowerInvariant(), h => h.Value);
}
