using Fastchat.Retrieval.Chunking;

namespace Fastchat.Retrieval.Index;

/// <summary>A chunk with all that is computed before the write begins, so that the one writer only writes.</summary>
internal sealed record NewChunk(Chunk Chunk, string Analysed, int Terms, byte[] Vector, byte[] Codes, float Scale)
{
    /// <summary>Text and heading, sealed; null where nothing is.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The codes as the file holds them.</summary>
    public byte[] StoredCodes { get; init; } = Codes;
}
