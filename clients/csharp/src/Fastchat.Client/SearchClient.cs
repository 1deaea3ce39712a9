using Fastchat.Contracts.Retrieval.V1;

namespace Fastchat.Client;

/// <summary>Search: <c>client.SearchAsync</c>.</summary>
internal sealed class SearchClient(RetrievalService.RetrievalServiceClient raw, ApiCalls calls)
{
    public Task<SearchResponse> SearchAsync(
        string query, IEnumerable<string> collectionIds, int? topK, double? scoreThreshold, CancellationToken cancellationToken)
    {
        var request = new SearchRequest { Query = query, CollectionIds = { collectionIds }, TopK = topK ?? 0 };
        if (scoreThreshold is { } threshold) request.ScoreThreshold = threshold;
        return calls.CallAsync(o => raw.SearchAsync(request, o), cancellationToken);
    }
}
