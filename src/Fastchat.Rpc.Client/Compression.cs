using System.Buffers;
using System.IO.Compression;
using Fastchat.Rpc.Framing;

namespace Fastchat.Rpc.Client;

/// <summary>Compresses and decompresses single messages. Source: gRPC "Compression"; deflate is zlib's format there.</summary>
internal static class Compression
{
    /// <summary>What responses may use, for the header that says so.</summary>
    public const string Accepted = "gzip,deflate,identity";

    private const int Step = 16 * 1024;

    /// <summary>Whether requests can be written so; null and identity are written plain.</summary>
    public static bool IsKnown(string? encoding) => encoding is null or "identity" || IsCompressed(encoding);

    public static bool IsCompressed(string? encoding) => encoding is "gzip" or "deflate";

    /// <summary>A whole frame made of a whole plain frame.</summary>
    public static PooledBuffer CompressFrame(string encoding, PooledBuffer plain)
    {
        using var compressed = new MemoryStream(plain.Length);
        using (Stream stream = encoding == "gzip"
            ? new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)
            : new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(plain.Written.Span[Framing.HeaderSize..]);
        }

        var payload = compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
        var frame = new PooledBuffer(checked(Framing.HeaderSize + payload.Length));
        Framing.WriteHeader(frame.GetSpan(Framing.HeaderSize), Framing.Compressed, payload.Length);
        frame.Advance(Framing.HeaderSize);
        frame.Write(payload);
        return frame;
    }

    /// <summary>The plain bytes in pooled memory, or null as soon as they are more than allowed: a small frame may hide gigabytes.</summary>
    public static PooledBuffer? Decompress(string encoding, ReadOnlySequence<byte> compressed, int? maxSize)
    {
        // Nothing is the compressed form of nothing: senders that compress all leave an empty message as it is.
        var plain = new PooledBuffer(Step);
        if (compressed.IsEmpty) return plain;
        using var source = new WholeInput(compressed);
        using Stream decompressing = encoding == "gzip"
            ? new GZipStream(source, CompressionMode.Decompress)
            : new ZLibStream(source, CompressionMode.Decompress);
        try
        {
            while (decompressing.Read(plain.GetSpan(Step)) is > 0 and var read)
            {
                plain.Advance(read);
                if (plain.Length > maxSize)
                {
                    plain.Dispose();
                    return null;
                }
            }

            if (source.WasShort) throw new InvalidDataException("The end is missing.");
            return plain;
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }
}
