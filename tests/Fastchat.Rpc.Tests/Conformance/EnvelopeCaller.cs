using System.Buffers.Binary;
using System.Globalization;
using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Conformance;

/// <summary>A protocol whose messages have the five-byte envelope.</summary>
internal abstract class EnvelopeCaller(string name, string contentType, MessageForm form) : HttpCaller(name, contentType)
{
    private const byte Compressed = 1;

    protected MessageForm Form => form;

    protected override byte[] Encode(ConformanceCase @case, ConformanceRequest message) =>
        Frames.Frame(@case.Compress is null ? (byte)0 : Compressed, Coding.Compress(@case.Compress, form.Write(message)));

    protected override byte[] Encode(RawFrame[] frames) => [.. frames.SelectMany(f => f.ToFrame())];

    protected override int Count(byte[] body)
    {
        var count = 0;
        for (var at = 0; at + 5 <= body.Length; count++)
        {
            at += 5 + BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            if (at > body.Length) break;
        }

        return count;
    }

    /// <summary>Reads messages; what is no message is the protocol's matter.</summary>
    protected (List<ConformanceResponse> Messages, string? Encoding) ReadMessages(IEnumerable<(byte Flags, byte[] Payload)> frames, string? encoding)
    {
        var messages = new List<ConformanceResponse>();
        string? used = null;
        foreach (var (flags, payload) in frames)
        {
            if ((flags & Compressed) != 0) used = encoding ?? throw new FormatException("A compressed message came without a header that says how.");
            messages.Add(form.Read((flags & Compressed) != 0 ? Coding.Expand(encoding, payload) : payload));
        }

        return (messages, used);
    }

    protected static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
