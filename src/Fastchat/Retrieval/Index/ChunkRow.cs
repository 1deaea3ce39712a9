using Fastchat.Retrieval.Chunking;

namespace Fastchat.Retrieval.Index;

/// <summary>A chunk as it is read back; a class with plain setters because that is what rows are mapped to.</summary>
internal sealed class ChunkRow
{
    public long Id { get; init; }

    public string DocumentId { get; init; } = "";

    public int Ordinal { get; init; }

    public string Text { get; init; } = "";

    public string? Heading { get; init; }

    public byte[]? Body { get; init; }

    public int? Page { get; init; }

    public int StartAt { get; init; }

    public int EndAt { get; init; }

    public Chunk ToChunk() => new(Ordinal, Text, Page, StartAt, EndAt, Heading);
}
