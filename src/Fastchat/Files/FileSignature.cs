namespace Fastchat.Files;

/// <summary>The bytes at a fixed place that give a binary format away.</summary>
/// <param name="Offset">Where they stand.</param>
/// <param name="Bytes">The bytes.</param>
/// <param name="ContentType">The media type they mean.</param>
internal sealed record FileSignature(int Offset, byte[] Bytes, string ContentType)
{
    /// <summary>Formats that no decoder reads. Named so that a refusal can say what the file is.</summary>
    public static readonly FileSignature[] Foreign =
    [
        new(0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/x-ole-storage"),
        new(0, [0x89, .. "PNG\r\n"u8], "image/png"),
        new(0, [0xFF, 0xD8, 0xFF], "image/jpeg"),
        new(0, [.. "GIF8"u8], "image/gif"),
        new(0, [.. "II*\0"u8], "image/tiff"),
        new(0, [.. "MM\0*"u8], "image/tiff"),
        new(8, [.. "WEBP"u8], "image/webp"),
        new(8, [.. "WAVE"u8], "audio/wav"),
        new(4, [.. "ftyp"u8], "video/mp4"),
        new(0, [.. "ID3"u8], "audio/mpeg"),
        new(0, [.. "OggS"u8], "audio/ogg"),
        new(0, [0x7F, .. "ELF"u8], "application/x-elf"),
        new(0, [.. "MZ"u8, 0x90, 0x00], "application/vnd.microsoft.portable-executable"),
        new(0, [0x1F, 0x8B], "application/gzip"),
        new(0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        new(0, [.. "Rar!"u8, 0x1A, 0x07], "application/vnd.rar"),
        new(0, [.. "BZh"u8, (byte)'9'], "application/x-bzip2"),
        new(0, [0xFD, .. "7zXZ"u8, 0x00], "application/x-xz"),
        new(257, [.. "ustar"u8], "application/x-tar"),
        new(0, [.. "SQLite format 3\0"u8], "application/vnd.sqlite3"),
        new(0, [.. @"{\rtf"u8], "application/rtf"),
        new(0, [.. "%!PS"u8], "application/postscript"),
    ];

    /// <summary>Whether a file that begins so is of this format.</summary>
    public bool Matches(ReadOnlySpan<byte> head) => head.Length > Offset && head[Offset..].StartsWith(Bytes);
}
