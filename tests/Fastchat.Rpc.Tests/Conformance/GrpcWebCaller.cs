using System.Text;
using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Conformance;

/// <summary>gRPC-Web, as bytes or as base64. Source: gRPC-Web.</summary>
internal sealed class GrpcWebCaller(string name, string contentType, bool text) : GrpcCaller(name, contentType)
{
    private const byte Trailers = 0x80;

    public override IEnumerable<Version> Versions(ConformanceCase @case) => @case.FullDuplex ? [new(2, 0)] : [new(1, 1), new(2, 0)];

    protected override byte[] Encode(ConformanceCase @case, ConformanceRequest message) => Transport(base.Encode(@case, message));

    protected override byte[] Encode(RawFrame[] frames) => Transport(base.Encode(frames));

    protected override int Count(byte[] body) => base.Count(Bytes(body));

    protected override CaseReply Read(WireReply reply)
    {
        var body = Bytes(reply.Body);
        var frames = Frames.Split(body);

        // Refused before it began: status and message are headers and there is no body, as in gRPC.
        if (frames.Count == 0) return Read(reply, body, [], reply.Headers);
        Assert.Equal(Trailers, frames[^1].Flags);
        return Read(reply, body, frames.SkipLast(1), ReadTrailers(frames[^1].Payload));
    }

    private static Dictionary<string, string> ReadTrailers(byte[] payload)
    {
        var lines = Encoding.UTF8.GetString(payload);
        Assert.EndsWith("\r\n", lines, StringComparison.Ordinal);
        return lines[..^2].Split("\r\n").Select(MetadataLines.Split).GroupBy(l => l.Name, l => l.Value).ToDictionary(g => g.Key, g => string.Join(", ", g));
    }

    private byte[] Transport(byte[] frames) => text ? Encoding.ASCII.GetBytes(Convert.ToBase64String(frames)) : frames;

    private byte[] Bytes(byte[] body) => text ? Base64.DecodePieces(Encoding.ASCII.GetString(body)) : body;
}
