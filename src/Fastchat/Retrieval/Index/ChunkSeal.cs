using System.Buffers.Binary;
using System.Text;
using Fastchat.Retrieval.Chunking;

namespace Fastchat.Retrieval.Index;

/// <summary>What of a chunk is sealed, and how it is written: the one place that knows the columns.</summary>
internal static class ChunkSeal
{
    private const string Body = "body";
    private const string Vector = "vector";
    private const string Codes = "codes";

    /// <summary>Seals what a chunk's rows will hold.</summary>
    public static NewChunk Seal(this CollectionCipher cipher, string documentId, NewChunk plain)
    {
        var (chunk, ordinal) = (plain.Chunk, plain.Chunk.Ordinal);
        return plain with
        {
            Chunk = chunk with { Text = "", Heading = null },
            Body = cipher.Seal(Body, documentId, ordinal, Write(chunk)),
            Analysed = string.Join(' ', plain.Analysed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(cipher.Term)),
            Vector = cipher.Seal(Vector, documentId, ordinal, plain.Vector),
            StoredCodes = cipher.Seal(Codes, documentId, ordinal, plain.Codes),
        };
    }

    /// <summary>A row's chunk.</summary>
    public static Chunk Open(this CollectionCipher? cipher, ChunkRow row)
    {
        if (cipher is null) return row.ToChunk();
        var (text, heading) = Read(cipher.Open(Body, row.DocumentId, row.Ordinal, row.Body ?? []));
        return row.ToChunk() with { Text = text, Heading = heading };
    }

    /// <summary>A row's vector.</summary>
    public static byte[] OpenVector(this CollectionCipher? cipher, string documentId, int ordinal, byte[] stored) =>
        cipher is null ? stored : cipher.Open(Vector, documentId, ordinal, stored);

    /// <summary>A row's vector in bytes.</summary>
    public static byte[] OpenCodes(this CollectionCipher? cipher, string documentId, int ordinal, byte[] stored) =>
        cipher is null ? stored : cipher.Open(Codes, documentId, ordinal, stored);

    // The heading's length, -1 for none, the heading, the text.
    private static byte[] Write(Chunk chunk)
    {
        var (heading, text) = (Encoding.UTF8.GetBytes(chunk.Heading ?? ""), Encoding.UTF8.GetBytes(chunk.Text));
        var bytes = new byte[sizeof(int) + heading.Length + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, chunk.Heading is null ? -1 : heading.Length);
        heading.CopyTo(bytes, sizeof(int));
        text.CopyTo(bytes, sizeof(int) + heading.Length);
        return bytes;
    }

    private static (string Text, string? Heading) Read(ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        var rest = bytes[sizeof(int)..];
        return length < 0 ? (Encoding.UTF8.GetString(rest), null) : (Encoding.UTF8.GetString(rest[length..]), Encoding.UTF8.GetString(rest[..length]));
    }
}
