using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.Retrieval.Collections;
using Fastchat.Retrieval.Index;

namespace Fastchat.Retrieval.Search;

/// <summary>Searches as a caller asks for it: checks, the tenant's settings, names and attributes of the files found.</summary>
public sealed class Retriever(Searcher searcher, CollectionLibrary collections, DocumentStore documents, TenantDirectory tenants)
{
    /// <summary>The most passages a search gives.</summary>
    public const int MaxTopK = 50;

    private const int LongestQuery = 8192;
    private const int MostCollections = 16;

    /// <summary>Finds passages, best first.</summary>
    /// <param name="tenant">Whose collections they are.</param>
    /// <param name="collectionIds">Where to look, 1 to 16.</param>
    /// <param name="query">The question; one that is longer than 8192 characters is cut in chat and refused in search.</param>
    /// <param name="topK">How many at most, 1 to 50; null for the tenant's setting.</param>
    /// <param name="threshold">The lowest score, 0 to 1; null for the tenant's setting.</param>
    /// <param name="collectionsParam">The name under which the caller gave the collections, for errors.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FastchatException">MISSING_FIELD, INVALID_VALUE or COLLECTION_NOT_FOUND.</exception>
    public async Task<(IReadOnlyList<Contracts.Retrieval.V1.Passage> Passages, int Candidates)> SearchAsync(
        TenantId tenant, IReadOnlyList<string> collectionIds, string query, int? topK, double? threshold, string collectionsParam, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(query)) throw FastchatException.MissingField("query");
        if (query.Length > LongestQuery) throw FastchatException.InvalidValue("query", $"query must have at most {LongestQuery} characters, but has {query.Length}.");
        await CheckAsync(tenant, collectionIds, topK, threshold, collectionsParam, cancellationToken);
        var settings = await tenants.SettingsAsync(tenant, cancellationToken);
        var described = new Dictionary<(string CollectionId, string FileId), DocumentRecord>();
        var found = await searcher.SearchAsync(
            tenant, collectionIds, query, topK ?? settings.TopK, threshold ?? settings.SimilarityThreshold,
            new SearchWeights(settings.SemanticWeight, settings.Bm25Weight), DescribedAsync, cancellationToken);
        return ([.. found.Passages.Select(p => ToMessage(p, described[(p.CollectionId, p.DocumentId)]))], found.Candidates);

        // A document that is being taken out, or whose removal was cut short, may still be in the index: its passages are not shown.
        async Task<IReadOnlyList<FoundPassage>> DescribedAsync(IReadOnlyList<FoundPassage> passages)
        {
            var fileIds = passages.Select(p => p.DocumentId).Distinct().ToArray();
            foreach (var document in await documents.FindManyAsync(tenant, collectionIds, fileIds, cancellationToken))
                described[(document.CollectionId, document.FileId)] = document;
            return [.. passages.Where(p => described.ContainsKey((p.CollectionId, p.DocumentId)))];
        }
    }

    /// <summary>Refuses a search that cannot be done.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD, INVALID_VALUE or COLLECTION_NOT_FOUND.</exception>
    public async Task CheckAsync(TenantId tenant, IReadOnlyList<string> collectionIds, int? topK, double? threshold, string collectionsParam, CancellationToken cancellationToken)
    {
        if (collectionIds.Count == 0) throw FastchatException.MissingField(collectionsParam);
        if (collectionIds.Count > MostCollections) throw FastchatException.InvalidValue(collectionsParam, $"{collectionsParam} must name at most {MostCollections}, but names {collectionIds.Count}.");
        if (topK is < 1 or > MaxTopK) throw FastchatException.InvalidValue("max_num_results", $"The number of results must be 1 to {MaxTopK}, but is {topK}.");
        if (threshold is not null and not (>= 0 and <= 1)) throw FastchatException.InvalidValue("score_threshold", $"score_threshold must be 0 to 1, but is {threshold}.");
        foreach (var id in collectionIds) await collections.GetAsync(tenant, id, collectionsParam, cancellationToken);
    }

    private static Contracts.Retrieval.V1.Passage ToMessage(FoundPassage passage, DocumentRecord document)
    {
        var message = new Contracts.Retrieval.V1.Passage
        {
            FileId = passage.DocumentId,
            Filename = document.Filename,
            CollectionId = passage.CollectionId,
            Text = passage.Chunk.Text,
            Start = passage.Chunk.Start,
            End = passage.Chunk.End,
            Score = Math.Round(passage.Score, 4),
            LexicalScore = Math.Round(passage.LexicalScore, 4),
            SemanticScore = Math.Round(passage.SemanticScore, 4),
            Attributes = { document.Attributes.ToDictionary() },
        };
        if (passage.Chunk.Page is { } page) message.Page = page;
        return message;
    }
}
