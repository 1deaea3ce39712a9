using Fastchat.Contracts.Retrieval.V1;
using Grpc.Core;

namespace Fastchat.Client.Tests;

/// <summary>Answers each look at a document with the next of <see cref="States"/>.</summary>
internal sealed class FakeCollections : CollectionService.CollectionServiceBase
{
    public Queue<Document> States { get; } = [];

    public AddDocumentRequest? Added { get; private set; }

    public override Task<CreateCollectionResponse> CreateCollection(CreateCollectionRequest request, ServerCallContext context) =>
        Task.FromResult(new CreateCollectionResponse { Collection = new Collection { CollectionId = "vs_1", Name = request.Name, Metadata = { request.Metadata } } });

    public override Task<GetCollectionResponse> GetCollection(GetCollectionRequest request, ServerCallContext context) =>
        Task.FromResult(new GetCollectionResponse { Collection = new Collection { CollectionId = request.CollectionId } });

    public override Task<ListCollectionsResponse> ListCollections(ListCollectionsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListCollectionsResponse { Collections = { new Collection { CollectionId = $"vs_{request.PageSize}" } } });

    public override Task<DeleteCollectionResponse> DeleteCollection(DeleteCollectionRequest request, ServerCallContext context) =>
        throw Faults.Of(StatusCode.NotFound, $"There is no collection {request.CollectionId}.", "COLLECTION_NOT_FOUND");

    public override Task<AddDocumentResponse> AddDocument(AddDocumentRequest request, ServerCallContext context)
    {
        Added = request;
        return Task.FromResult(new AddDocumentResponse { Document = States.Dequeue() });
    }

    public override Task<GetDocumentResponse> GetDocument(GetDocumentRequest request, ServerCallContext context) =>
        Task.FromResult(new GetDocumentResponse { Document = States.Dequeue() });

    public override Task<ListDocumentsResponse> ListDocuments(ListDocumentsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListDocumentsResponse { Documents = { new Document { CollectionId = request.CollectionId, FileId = "file-1" } } });

    public override Task<RemoveDocumentResponse> RemoveDocument(RemoveDocumentRequest request, ServerCallContext context) =>
        throw Faults.Of(StatusCode.NotFound, $"{request.FileId} is not in {request.CollectionId}.", "DOCUMENT_NOT_FOUND");
}
