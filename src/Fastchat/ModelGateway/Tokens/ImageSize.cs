using System.Buffers.Binary;

namespace Fastchat.ModelGateway.Tokens;

/// <summary>How large a picture is, from the first bytes of a PNG, GIF or JPEG.</summary>
internal static class ImageSize
{
    /// <summary>Width and height in pixels; 0 for what is not known.</summary>
    public static (int Width, int Height) Read(ReadOnlySpan<byte> bytes)
    {
        if (IsPng(bytes)) return bytes.Length < 24 ? default : (Pixels(BinaryPrimitives.ReadUInt32BigEndian(bytes[16..])), Pixels(BinaryPrimitives.ReadUInt32BigEndian(bytes[20..])));
        if (bytes.StartsWith("GIF8"u8)) return bytes.Length < 10 ? default : (BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]));
        return bytes.Length > 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 ? Jpeg(bytes[2..]) : default;
    }

    private static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.Length > 3 && bytes[0] == 0x89 && bytes[1..].StartsWith("PNG"u8);

    // Segments: FF, a mark, a length that counts itself. The size stands in the start of a frame: marks C0 to CF but for C4, C8, CC.
    private static (int Width, int Height) Jpeg(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 9)
        {
            if (bytes[0] != 0xFF) return default;
            var mark = bytes[1];
            if (mark is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (BinaryPrimitives.ReadUInt16BigEndian(bytes[7..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[5..]));
            var next = 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            if (next > bytes.Length) return default;
            bytes = bytes[next..];
        }

        return default;
    }

    private static int Pixels(uint value) => value > 100_000 ? 0 : (int)value;
}
