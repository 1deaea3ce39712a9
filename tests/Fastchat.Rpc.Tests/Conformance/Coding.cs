using System.IO.Compression;

namespace Fastchat.Rpc.Conformance;

/// <summary>The content codings of cases.</summary>
internal static class Coding
{
    public static byte[] Compress(string? name, byte[] bytes) => name switch
    {
        null or "identity" => bytes,
        "gzip" => Frames.Gzip(bytes),
        "deflate" => Frames.Zlib(bytes),
        _ => bytes,
    };

    public static byte[] Expand(string? name, byte[] bytes) => name switch
    {
        "gzip" => Frames.Gunzip(bytes),
        "deflate" => Inflate(bytes),
        _ => throw new FormatException($"Compressed bytes of an unknown coding '{name}' came."),
    };

    private static byte[] Inflate(byte[] bytes)
    {
        using var stream = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var output = new MemoryStream();
        stream.CopyTo(output);
        return output.ToArray();
    }
}
