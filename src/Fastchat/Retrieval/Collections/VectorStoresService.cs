using System.Globalization;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.Retrieval.Search;
using Grpc.Core;
using ChunkingPolicy = Fastchat.Retrieval.Chunking.ChunkingPolicy;

namespace Fastchat.Retrieval.Collections;

/// <summary>The door of collections in OpenAI's shape: vector stores.</summary>
public sealed class VectorStoresService(CollectionLibrary library, Retriever retriever) : Contracts.OpenAI.V1.VectorStoresService.VectorStoresServiceBase
{
    private const int DefaultPage = 20;
    private const int MaxPage = 100;
    private const int MostFiles = 500;
    private const int ContentPage = 1000;
    private const int MostQueries = 5;

    /// <inheritdoc />
    public override async Task<CreateVectorStoreResponse> CreateVectorStore(CreateVectorStoreRequest request, ServerCallContext context)
    {
        var tenant = context.Tenant();
        CheckExpiry(request.ExpiresAfter);
        if (request.FileIds.Count > MostFiles) throw FastchatException.InvalidValue("file_ids", $"file_ids must name at most {MostFiles} files, but names {request.FileIds.Count}.");
        var chunking = VectorStoreShapes.Chunking(request.ChunkingStrategy);

        // All files are looked at first, so that a wrong one leaves no half-filled store behind.
        await library.CheckFilesAsync(tenant, request.FileIds, context.CancellationToken);
        var collection = await library.CreateAsync(tenant, request.Name, request.Metadata.ToDictionary(), context.CancellationToken);
        foreach (var fileId in request.FileIds.Distinct()) await library.AddDocumentAsync(tenant, collection.Id, fileId, new Dictionary<string, string>(), chunking, context.CancellationToken);
        return new CreateVectorStoreResponse { VectorStore = VectorStoreShapes.ToObject(await library.GetAsync(tenant, collection.Id, context.CancellationToken)) };
    }

    /// <inheritdoc />
    public override async Task<ListVectorStoresResponse> ListVectorStores(ListVectorStoresRequest request, ServerCallContext context)
    {
        var query = OpenAIPages.Query(context.Tenant(), Ids.Collection, request.HasLimit ? request.Limit : DefaultPage, MaxPage, request.After, request.Before, request.Order);
        var page = await library.ListAsync(context.Tenant(), query, context.CancellationToken);
        var response = new ListVectorStoresResponse { Object = "list", Data = { page.Items.Select(VectorStoreShapes.ToObject) }, HasMore = page.HasMore };
        if (page.Items.Count > 0) (response.FirstId, response.LastId) = (page.Items[0].Id, page.Items[^1].Id);
        return response;
    }

    /// <inheritdoc />
    public override async Task<GetVectorStoreResponse> GetVectorStore(GetVectorStoreRequest request, ServerCallContext context) =>
        new() { VectorStore = VectorStoreShapes.ToObject(await library.GetAsync(context.Tenant(), request.VectorStoreId, context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<UpdateVectorStoreResponse> UpdateVectorStore(UpdateVectorStoreRequest request, ServerCallContext context)
    {
        CheckExpiry(request.ExpiresAfter);
        return new UpdateVectorStoreResponse
        {
            VectorStore = VectorStoreShapes.ToObject(await library.UpdateAsync(
                context.Tenant(), request.VectorStoreId, request.HasName ? request.Name : null, request.Metadata.Count > 0 ? request.Metadata.ToDictionary() : null, context.CancellationToken)),
        };
    }

    /// <inheritdoc />
    public override async Task<DeleteVectorStoreResponse> DeleteVectorStore(DeleteVectorStoreRequest request, ServerCallContext context)
    {
        await library.DeleteAsync(context.Tenant(), request.VectorStoreId, context.CancellationToken);
        return new DeleteVectorStoreResponse { Id = request.VectorStoreId, Object = "vector_store.deleted", Deleted = true };
    }

    /// <inheritdoc />
    public override async Task<SearchVectorStoreResponse> SearchVectorStore(SearchVectorStoreRequest request, ServerCallContext context)
    {
        if (request.RewriteQuery) throw FastchatException.InvalidValue("rewrite_query", "rewrite_query must be false: questions are not reworded here yet.");
        if (request.Filters is not null) throw FastchatException.InvalidValue("filters", "filters must be absent: search cannot filter by attributes yet.");
        IReadOnlyList<string> queries = request.Query?.ValueCase switch
        {
            SearchQuery.ValueOneofCase.One => [request.Query.One],
            SearchQuery.ValueOneofCase.Many => request.Query.Many.Values,
            _ => [],
        };
        if (queries.Count == 0) throw FastchatException.MissingField("query");
        if (queries.Count > MostQueries) throw FastchatException.InvalidValue("query", $"query must hold at most {MostQueries} questions, but holds {queries.Count}.");
        var (passages, _) = await retriever.SearchAsync(
            context.Tenant(), [request.VectorStoreId], string.Join('\n', queries), request.HasMaxNumResults ? request.MaxNumResults : 10,
            request.RankingOptions is { HasScoreThreshold: true } ranking ? ranking.ScoreThreshold : 0, "vector_store_id", context.CancellationToken);
        context.Audit()?.Add("passages", passages.Count);
        return new SearchVectorStoreResponse
        {
            Object = "vector_store.search_results.page",
            SearchQuery = { queries },
            Data = { passages.Select(VectorStoreShapes.ToResult) },
        };
    }

    /// <inheritdoc />
    public override async Task<CreateVectorStoreFileResponse> CreateVectorStoreFile(CreateVectorStoreFileRequest request, ServerCallContext context) => new()
    {
        File = VectorStoreShapes.ToObject(await library.AddDocumentAsync(
            context.Tenant(), request.VectorStoreId, request.FileId, request.Attributes.ToDictionary(), VectorStoreShapes.Chunking(request.ChunkingStrategy), context.CancellationToken)),
    };

    /// <inheritdoc />
    public override async Task<ListVectorStoreFilesResponse> ListVectorStoreFiles(ListVectorStoreFilesRequest request, ServerCallContext context)
    {
        if (request.Filter is not ("" or "in_progress" or "completed" or "failed" or "cancelled"))
            throw FastchatException.InvalidValue("filter", $"filter must be 'in_progress', 'completed', 'failed' or 'cancelled', but is '{request.Filter}'.");
        var query = OpenAIPages.Query(context.Tenant(), Ids.File, request.HasLimit ? request.Limit : DefaultPage, MaxPage, request.After, request.Before, request.Order);
        var page = await library.ListDocumentsAsync(context.Tenant(), request.VectorStoreId, request.Filter, query, context.CancellationToken);
        var response = new ListVectorStoreFilesResponse { Object = "list", Data = { page.Items.Select(VectorStoreShapes.ToObject) }, HasMore = page.HasMore };
        if (page.Items.Count > 0) (response.FirstId, response.LastId) = (page.Items[0].FileId, page.Items[^1].FileId);
        return response;
    }

    /// <inheritdoc />
    public override async Task<GetVectorStoreFileResponse> GetVectorStoreFile(GetVectorStoreFileRequest request, ServerCallContext context) =>
        new() { File = VectorStoreShapes.ToObject(await library.GetDocumentAsync(context.Tenant(), request.VectorStoreId, request.FileId, context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<GetVectorStoreFileContentResponse> GetVectorStoreFileContent(GetVectorStoreFileContentRequest request, ServerCallContext context)
    {
        var listing = $"content:{request.VectorStoreId}/{request.FileId}";
        var from = PageToken.Read(listing, request.Page) is { } ordinal && int.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : 0;
        var page = await library.ReadDocumentAsync(context.Tenant(), request.VectorStoreId, request.FileId, from, ContentPage, context.CancellationToken);
        var response = new GetVectorStoreFileContentResponse
        {
            Object = "vector_store.file_content.page",
            Data = { page.Items.Select(c => new TextContent { Type = "text", Text = c.Text }) },
            HasMore = page.HasMore,
        };
        if (page.HasMore) response.NextPage = PageToken.Create(listing, (from + ContentPage).ToString(CultureInfo.InvariantCulture));
        return response;
    }

    /// <inheritdoc />
    public override async Task<DeleteVectorStoreFileResponse> DeleteVectorStoreFile(DeleteVectorStoreFileRequest request, ServerCallContext context)
    {
        await library.RemoveDocumentAsync(context.Tenant(), request.VectorStoreId, request.FileId, context.CancellationToken);
        return new DeleteVectorStoreFileResponse { Id = request.FileId, Object = "vector_store.file.deleted", Deleted = true };
    }

    // A setting that cannot be kept is refused: whoever sets it counts on it.
    private static void CheckExpiry(Google.Protobuf.WellKnownTypes.Struct? expiresAfter)
    {
        if (expiresAfter is not null) throw FastchatException.InvalidValue("expires_after", "expires_after must be absent: vector stores do not expire yet.");
    }
}
