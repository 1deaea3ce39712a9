using Fastchat.Retrieval.Chunking;

namespace Fastchat.Retrieval.Search;

/// <summary>A passage that was found.</summary>
/// <param name="CollectionId">The collection it was found in.</param>
/// <param name="DocumentId">Its file.</param>
/// <param name="Chunk">Its words and their place.</param>
/// <param name="Score">How well it matches: the weighted mean of the two scores below, 0 to 1.</param>
/// <param name="LexicalScore">How much of what the question's words say it holds, 0 to 1.</param>
/// <param name="SemanticScore">How alike its meaning is, 0 to 1.</param>
public sealed record FoundPassage(
    string CollectionId, string DocumentId, Chunk Chunk, double Score, double LexicalScore, double SemanticScore);
