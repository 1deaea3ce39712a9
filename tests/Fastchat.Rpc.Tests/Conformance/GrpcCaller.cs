using System.Globalization;

namespace Fastchat.Rpc.Conformance;

/// <summary>gRPC over HTTP/2. Source: gRPC over HTTP/2.</summary>
internal class GrpcCaller(string name, string contentType) : EnvelopeCaller(name, contentType, MessageForm.Proto)
{
    public override IEnumerable<Version> Versions(ConformanceCase @case) => [new(2, 0)];

    // The outcome is in the trailers, whatever HTTP says.
    public override int? HttpStatus(CaseExpectation expected) => 200;

    protected override bool CanCarry(ConformanceCase @case) => true;

    protected override IEnumerable<(string Name, string Value)> Headers(ConformanceCase @case)
    {
        yield return ("te", "trailers");
        if (@case.TimeoutMs is { } timeout) yield return ("grpc-timeout", Number(timeout) + "m");
        if (@case.Compress is { } compress) yield return ("grpc-encoding", compress);
        if (@case.Accept is { } accept) yield return ("grpc-accept-encoding", accept);
    }

    protected override CaseReply Read(WireReply reply)
    {
        // Trailers-Only: without a body the trailers are headers.
        var outcome = reply.Trailers.ContainsKey("grpc-status") ? reply.Trailers : reply.Headers;
        return Read(reply, reply.Body, Frames.Split(reply.Body), outcome);
    }

    protected CaseReply Read(WireReply reply, byte[] body, IEnumerable<(byte Flags, byte[] Payload)> frames, IReadOnlyDictionary<string, string> outcome)
    {
        var (messages, encoding) = ReadMessages(frames, reply.Headers.GetValueOrDefault("grpc-encoding"));
        return new CaseReply { Wire = reply, Body = body, Messages = messages, Encoding = encoding, Trailers = outcome, Error = ReadError(outcome) };
    }

    private static CaseError? ReadError(IReadOnlyDictionary<string, string> outcome)
    {
        var code = int.Parse(outcome["grpc-status"], CultureInfo.InvariantCulture);
        if (code == 0)
        {
            Assert.DoesNotContain("grpc-status-details-bin", outcome.Keys);
            return null;
        }

        var error = new CaseError { Code = code, Message = Uri.UnescapeDataString(outcome.GetValueOrDefault("grpc-message", "")) };
        if (!outcome.TryGetValue("grpc-status-details-bin", out var details)) return error;
        var status = Google.Rpc.Status.Parser.ParseFrom(Base64.Decode(details));
        Assert.Equal((code, error.Message), (status.Code, status.Message));
        return error.With(status.Details.Select(d => (d.TypeUrl[(d.TypeUrl.LastIndexOf('/') + 1)..], d.Value.ToByteArray())));
    }
}
