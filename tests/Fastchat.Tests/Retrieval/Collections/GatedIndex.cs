using Fastchat.Foundation;
using Fastchat.Retrieval.Chunking;
using Fastchat.Retrieval.Index;

namespace Fastchat.Retrieval.Collections;

/// <summary>The real index, with a place to do something after a document's passages were deleted or written.</summary>
internal sealed class GatedIndex(VectorIndex inner) : VectorIndex
{
    public Func<Task> AfterDelete { get; set; } = () => Task.CompletedTask;

    public Func<Task> AfterUpsert { get; set; } = () => Task.CompletedTask;

    public override IndexCapabilities Capabilities => inner.Capabilities;

    public override Task<IndexHealth> CheckHealthAsync(CancellationToken cancellationToken = default) => inner.CheckHealthAsync(cancellationToken);

    public override Task CreateCollectionAsync(TenantId tenant, string collectionId, int dimensions, CancellationToken cancellationToken = default) =>
        inner.CreateCollectionAsync(tenant, collectionId, dimensions, cancellationToken);

    public override async Task UpsertAsync(TenantId tenant, string collectionId, string documentId, IReadOnlyList<IndexedChunk> chunks, CancellationToken cancellationToken = default)
    {
        await inner.UpsertAsync(tenant, collectionId, documentId, chunks, cancellationToken);
        await AfterUpsert();
    }

    public override Task<IndexResult> QueryAsync(TenantId tenant, string collectionId, IndexQuery query, CancellationToken cancellationToken = default) =>
        inner.QueryAsync(tenant, collectionId, query, cancellationToken);

    public override Task<Page<Chunk>> ReadDocumentAsync(TenantId tenant, string collectionId, string documentId, int fromOrdinal, int limit, CancellationToken cancellationToken = default) =>
        inner.ReadDocumentAsync(tenant, collectionId, documentId, fromOrdinal, limit, cancellationToken);

    public override async Task<bool> DeleteDocumentAsync(TenantId tenant, string collectionId, string documentId, CancellationToken cancellationToken = default)
    {
        var deleted = await inner.DeleteDocumentAsync(tenant, collectionId, documentId, cancellationToken);
        var after = AfterDelete;
        AfterDelete = () => Task.CompletedTask;
        await after();
        return deleted;
    }

    public override Task<bool> DeleteCollectionAsync(TenantId tenant, string collectionId, CancellationToken cancellationToken = default) =>
        inner.DeleteCollectionAsync(tenant, collectionId, cancellationToken);
}
