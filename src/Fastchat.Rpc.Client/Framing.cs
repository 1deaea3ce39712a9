using System.Buffers.Binary;

namespace Fastchat.Rpc.Client;

/// <summary>The five bytes before each message: flags and the length. Source: gRPC over HTTP/2, "Length-Prefixed-Message"; gRPC-Web, "Protocol differences".</summary>
internal static class Framing
{
    public const int HeaderSize = 5;

    /// <summary>The flag of a compressed message.</summary>
    public const byte Compressed = 1;

    /// <summary>The flag of gRPC-Web's last frame, which holds the trailers.</summary>
    public const byte Trailers = 0x80;

    public static void WriteHeader(Span<byte> header, byte flags, int length)
    {
        header[0] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
    }

    public static (byte Flags, uint Length) ReadHeader(ReadOnlySpan<byte> header) =>
        (header[0], BinaryPrimitives.ReadUInt32BigEndian(header[1..]));
}
