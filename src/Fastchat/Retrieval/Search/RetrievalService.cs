using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Grpc.Core;

namespace Fastchat.Retrieval.Search;

/// <summary>The door of search.</summary>
public sealed class RetrievalService(Retriever retriever) : Contracts.Retrieval.V1.RetrievalService.RetrievalServiceBase
{
    /// <inheritdoc />
    public override async Task<SearchResponse> Search(SearchRequest request, ServerCallContext context)
    {
        if (request.TopK is < 0 or > Retriever.MaxTopK) throw FastchatException.InvalidValue("top_k", $"top_k must be 1 to {Retriever.MaxTopK}, but is {request.TopK}.");
        var (passages, candidates) = await retriever.SearchAsync(
            context.Tenant(), request.CollectionIds, request.Query, request.TopK == 0 ? null : request.TopK,
            request.HasScoreThreshold ? request.ScoreThreshold : null, "collection_ids", context.CancellationToken);
        context.Audit()?.Add("passages", passages.Count);
        return new SearchResponse { Passages = { passages }, Candidates = candidates };
    }
}
