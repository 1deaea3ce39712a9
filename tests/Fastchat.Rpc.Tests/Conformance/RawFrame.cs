using System.Buffers.Binary;

namespace Fastchat.Rpc.Conformance;

/// <summary>An envelope around raw bytes, which may lie about their length.</summary>
internal sealed record RawFrame : RawBytes
{
    public byte Flags { get; init; }

    /// <summary>The length that the envelope states; null for the true one.</summary>
    public uint? Length { get; init; }

    /// <summary>So many bytes of the envelope's head are sent, and nothing behind; null for all.</summary>
    public int? Head { get; init; }

    public byte[] ToFrame()
    {
        var payload = ToBytes();
        var frame = Rpc.Frames.Frame(Flags, payload);
        if (Length is { } length) BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length);
        return Head is { } head ? frame[..head] : frame;
    }
}
