using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ChunkingPolicy = Fastchat.Retrieval.Chunking.ChunkingPolicy;

namespace Fastchat.Retrieval.Collections;

/// <summary>The native door of collections.</summary>
public sealed class CollectionService(CollectionLibrary library) : Contracts.Retrieval.V1.CollectionService.CollectionServiceBase
{
    /// <inheritdoc />
    public override async Task<CreateCollectionResponse> CreateCollection(CreateCollectionRequest request, ServerCallContext context) =>
        new() { Collection = ToMessage(await library.CreateAsync(context.Tenant(), request.Name, request.Metadata.ToDictionary(), context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<GetCollectionResponse> GetCollection(GetCollectionRequest request, ServerCallContext context) =>
        new() { Collection = ToMessage(await library.GetAsync(context.Tenant(), request.CollectionId, context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<ListCollectionsResponse> ListCollections(ListCollectionsRequest request, ServerCallContext context)
    {
        var listing = $"collections:{context.Tenant().Value}";
        var query = new PageQuery(PageQuery.Size(request.PageSize, 20, 100), PageToken.Read(listing, request.PageToken));
        var page = await library.ListAsync(context.Tenant(), query, context.CancellationToken);
        return new ListCollectionsResponse
        {
            Collections = { page.Items.Select(ToMessage) },
            NextPageToken = page.HasMore ? PageToken.Create(listing, page.Items[^1].Id) : "",
        };
    }

    /// <inheritdoc />
    public override async Task<DeleteCollectionResponse> DeleteCollection(DeleteCollectionRequest request, ServerCallContext context)
    {
        await library.DeleteAsync(context.Tenant(), request.CollectionId, context.CancellationToken);
        return new DeleteCollectionResponse();
    }

    /// <inheritdoc />
    public override async Task<AddDocumentResponse> AddDocument(AddDocumentRequest request, ServerCallContext context)
    {
        // A size that is not stated has its default; the other one is checked against it.
        var defaults = new ChunkingPolicy();
        var chunking = request.Chunking is { } asked
            ? new ChunkingPolicy(asked.MaxChunkTokens == 0 ? defaults.MaxTokens : asked.MaxChunkTokens, asked.OverlapTokens)
            : defaults;
        return new AddDocumentResponse
        {
            Document = ToMessage(await library.AddDocumentAsync(context.Tenant(), request.CollectionId, request.FileId, request.Attributes.ToDictionary(), chunking, context.CancellationToken)),
        };
    }

    /// <inheritdoc />
    public override async Task<GetDocumentResponse> GetDocument(GetDocumentRequest request, ServerCallContext context) =>
        new() { Document = ToMessage(await library.GetDocumentAsync(context.Tenant(), request.CollectionId, request.FileId, context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<ListDocumentsResponse> ListDocuments(ListDocumentsRequest request, ServerCallContext context)
    {
        var listing = $"documents:{request.CollectionId}";
        var query = new PageQuery(PageQuery.Size(request.PageSize, 20, 100), PageToken.Read(listing, request.PageToken));
        var page = await library.ListDocumentsAsync(context.Tenant(), request.CollectionId, status: "", query, context.CancellationToken);
        return new ListDocumentsResponse
        {
            Documents = { page.Items.Select(ToMessage) },
            NextPageToken = page.HasMore ? PageToken.Create(listing, page.Items[^1].FileId) : "",
        };
    }

    /// <inheritdoc />
    public override async Task<RemoveDocumentResponse> RemoveDocument(RemoveDocumentRequest request, ServerCallContext context)
    {
        await library.RemoveDocumentAsync(context.Tenant(), request.CollectionId, request.FileId, context.CancellationToken);
        return new RemoveDocumentResponse();
    }

    private static Collection ToMessage(CollectionRecord collection) => new()
    {
        CollectionId = collection.Id,
        Name = collection.Name,
        CreateTime = Timestamp.FromDateTimeOffset(collection.CreatedAt),
        DocumentCounts = new DocumentCounts
        {
            InProgress = collection.InProgress,
            Completed = collection.Completed,
            Failed = collection.Failed,
            Cancelled = collection.Cancelled,
            Total = collection.Total,
        },
        UsageBytes = collection.UsageBytes,
        Metadata = { collection.Metadata.ToDictionary() },
    };

    private static Document ToMessage(DocumentRecord document) => new()
    {
        FileId = document.FileId,
        CollectionId = document.CollectionId,
        Filename = document.Filename,
        Status = document.Status,
        Stage = document.Stage,
        Progress = document.Progress,
        ChunkCount = document.ChunkCount,
        UsageBytes = document.UsageBytes,
        CreateTime = Timestamp.FromDateTimeOffset(document.CreatedAt),
        Error = document.ErrorCode is { } code ? new DocumentError { Code = code, Message = document.ErrorMessage ?? "" } : null,
        Attributes = { document.Attributes.ToDictionary() },
        Chunking = new Contracts.Retrieval.V1.ChunkingPolicy { MaxChunkTokens = document.Chunking.MaxTokens, OverlapTokens = document.Chunking.OverlapTokens },
    };
}
