using Fastchat.Contracts.Retrieval.V1;
using Grpc.Core;

namespace Fastchat.Client.Tests;

internal sealed class FakeRetrieval : RetrievalService.RetrievalServiceBase
{
    public Func<SearchRequest, ServerCallContext, Task<SearchResponse>> Find { get; set; } = (_, _) => Task.FromResult(new SearchResponse());

    public override Task<SearchResponse> Search(SearchRequest request, ServerCallContext context) => Find(request, context);
}
