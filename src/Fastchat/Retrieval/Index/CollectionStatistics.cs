namespace Fastchat.Retrieval.Index;

/// <summary>What BM25 must know of a collection.</summary>
/// <param name="Chunks">How many chunks it has.</param>
/// <param name="AverageLength">How many terms a chunk has on average.</param>
/// <param name="ChunksWith">In how many chunks each of the question's terms occurs; terms that occur in none are left out.</param>
internal sealed record CollectionStatistics(int Chunks, double AverageLength, IReadOnlyDictionary<string, int> ChunksWith);
