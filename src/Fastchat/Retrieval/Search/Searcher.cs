using Fastchat.Foundation;
using Fastchat.Retrieval.Embedding;
using Fastchat.Retrieval.Index;

namespace Fastchat.Retrieval.Search;

/// <summary>
/// Finds the passages of several collections that match a question. What scores below the threshold was not found: scores
/// are made so that 0.5 parts the questions that the documents speak of from those they do not.
/// </summary>
public sealed class Searcher(VectorIndex index, IEmbedder embedder)
{
    /// <summary>The threshold of a tenant that has set none.</summary>
    public const double DefaultThreshold = 0.5;

    // The best passages may be copies of each other; what is left must still be enough.
    private const int Surplus = 2;

    /// <summary>Searches.</summary>
    /// <param name="tenant">Whose collections they are.</param>
    /// <param name="collectionIds">Where to look.</param>
    /// <param name="query">The question.</param>
    /// <param name="topK">How many passages at most.</param>
    /// <param name="threshold">Passages that score lower are left out.</param>
    /// <param name="weights">How the two scores are weighted.</param>
    /// <param name="keep">Keeps the passages that may be shown, before they can outdo others; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND, INVALID_VALUE for weights without a mean.</exception>
    public async Task<SearchResult> SearchAsync(
        TenantId tenant,
        IReadOnlyList<string> collectionIds,
        string query,
        int topK,
        double threshold,
        SearchWeights weights,
        Func<IReadOnlyList<FoundPassage>, Task<IReadOnlyList<FoundPassage>>>? keep = null,
        CancellationToken cancellationToken = default)
    {
        var vectors = await embedder.EmbedAsync([query], EmbedKind.Query, cancellationToken);
        var indexQuery = new IndexQuery
        {
            Text = query,
            Vector = vectors[0],
            Scale = embedder.Scale,
            Weights = weights,
            TopK = topK * Surplus,
        };
        while (true)
        {
            var (ranked, candidates) = await RankAsync(tenant, collectionIds, indexQuery, threshold, cancellationToken);
            var kept = keep is null ? ranked : await keep(ranked);

            // Those that may not be shown took places: more are asked for, until there are enough or no more.
            if (kept.Count == ranked.Count || kept.Count >= topK * Surplus || ranked.Count < indexQuery.TopK)
                return new SearchResult(WithoutCopies(kept, topK), candidates);
            indexQuery = indexQuery with { TopK = indexQuery.TopK * 2 };
        }
    }

    private async Task<(IReadOnlyList<FoundPassage> Ranked, int Candidates)> RankAsync(
        TenantId tenant, IReadOnlyList<string> collectionIds, IndexQuery query, double threshold, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(collectionIds.Distinct(StringComparer.Ordinal).Select(
            async collectionId => (Id: collectionId, Result: await index.QueryAsync(tenant, collectionId, query, cancellationToken))));
        FoundPassage[] ranked =
        [
            .. results
                .SelectMany(found => found.Result.Hits, (found, hit) => new FoundPassage(
                    found.Id, hit.DocumentId, hit.Chunk, hit.Score, hit.LexicalScore, hit.SemanticScore))
                .Where(passage => passage.Score >= threshold)
                .OrderByDescending(passage => passage.Score),
        ];
        return (ranked, results.Sum(found => found.Result.Candidates));
    }

    private static List<FoundPassage> WithoutCopies(IEnumerable<FoundPassage> ranked, int topK)
    {
        var kept = new List<FoundPassage>(topK);
        foreach (var passage in ranked)
        {
            if (kept.Count == topK) break;
            if (!kept.Exists(better => IsCopy(passage, better))) kept.Add(passage);
        }

        return kept;
    }

    // The same words, or most of the shorter one: a file in two collections, a file uploaded twice, chunks cut with a large overlap.
    private static bool IsCopy(FoundPassage passage, FoundPassage other)
    {
        if (passage.Chunk.Text == other.Chunk.Text) return true;
        if (passage.DocumentId != other.DocumentId) return false;
        var shared = Math.Min(passage.Chunk.End, other.Chunk.End) - Math.Max(passage.Chunk.Start, other.Chunk.Start);
        return 2 * shared > Math.Min(passage.Chunk.End - passage.Chunk.Start, other.Chunk.End - other.Chunk.Start);
    }
}
