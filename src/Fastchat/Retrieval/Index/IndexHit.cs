using Fastchat.Retrieval.Chunking;

namespace Fastchat.Retrieval.Index;

/// <summary>A chunk that was found.</summary>
/// <param name="DocumentId">Its file.</param>
/// <param name="Chunk">The chunk.</param>
/// <param name="Score">The weighted mean of the two scores.</param>
/// <param name="LexicalScore">How much of what the question's words say it holds, 0 to 1.</param>
/// <param name="SemanticScore">How alike its meaning is, 0 to 1.</param>
public sealed record IndexHit(string DocumentId, Chunk Chunk, double Score, double LexicalScore, double SemanticScore);
