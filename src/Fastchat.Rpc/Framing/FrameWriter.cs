using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Fastchat.Rpc.Framing;

/// <summary>Writes length-prefixed messages: see <see cref="FrameReader"/> for the form.</summary>
internal static class FrameWriter
{
    // Kestrel leases 4 KB blocks; asking for more in one piece makes it copy.
    private const int OnePieceLimit = 3584;

    /// <summary>Writes a message.</summary>
    public static void Write(IBufferWriter<byte> output, IMessage message, MessageCodec codec, Compression? compression)
    {
        if (compression is null && codec is ProtoCodec)
        {
            WriteProto(output, message);
            return;
        }

        var encoded = new ArrayBufferWriter<byte>(256);
        codec.Write(message, encoded);
        if (compression is null) Write(output, 0, encoded.WrittenSpan);
        else Write(output, FrameReader.CompressedFlag, compression.Compress(encoded.WrittenSpan));
    }

    /// <summary>Writes bytes as a frame with the given flags.</summary>
    public static void Write(IBufferWriter<byte> output, byte flags, ReadOnlySpan<byte> payload)
    {
        // One piece: a response that has not started lends no more than was asked for, and then nothing.
        var span = output.GetSpan(FrameReader.HeaderSize + payload.Length)[..(FrameReader.HeaderSize + payload.Length)];
        WriteHeader(span, flags, payload.Length);
        payload.CopyTo(span[FrameReader.HeaderSize..]);
        output.Advance(span.Length);
    }

    private static void WriteProto(IBufferWriter<byte> output, IMessage message)
    {
        var size = message.CalculateSize();
        if (size <= OnePieceLimit)
        {
            var span = output.GetSpan(FrameReader.HeaderSize + size)[..(FrameReader.HeaderSize + size)];
            WriteHeader(span, 0, size);
            message.WriteTo(span[FrameReader.HeaderSize..]);
            output.Advance(span.Length);
        }
        else
        {
            WriteHeader(output.GetSpan(FrameReader.HeaderSize), 0, size);
            output.Advance(FrameReader.HeaderSize);
            message.WriteTo(output);
        }
    }

    private static void WriteHeader(Span<byte> span, byte flags, int length)
    {
        span[0] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)length);
    }
}
