using System.Buffers.Binary;

namespace Fastchat.Rpc.Client;

/// <summary>The five bytes before each message: a flag for compression and the length. Source: gRPC over HTTP/2, "Length-Prefixed-Message".</summary>
internal static class Framing
{
    public const int HeaderSize = 5;

    public static void WriteHeader(Span<byte> header, int length)
    {
        header[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
    }

    public static (byte Flag, uint Length) ReadHeader(ReadOnlySpan<byte> header) =>
        (header[0], BinaryPrimitives.ReadUInt32BigEndian(header[1..]));
}
