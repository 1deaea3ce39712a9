using Fastchat.Retrieval.Chunking;

namespace Fastchat.Retrieval.Index;

/// <summary>A chunk with its vector, as it goes into an index.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Vector">The vector of its <see cref="Chunk.SearchText"/>.</param>
public sealed record IndexedChunk(Chunk Chunk, float[] Vector);
