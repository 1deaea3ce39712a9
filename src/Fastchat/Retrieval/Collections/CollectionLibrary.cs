using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Jobs;
using Fastchat.Retrieval.Embedding;
using Fastchat.Retrieval.Index;
using Fastchat.Retrieval.Ingestion;
using Chunk = Fastchat.Retrieval.Chunking.Chunk;
using ChunkingPolicy = Fastchat.Retrieval.Chunking.ChunkingPolicy;

namespace Fastchat.Retrieval.Collections;

/// <summary>Makes collections and puts files into them: what both doors of collections call.</summary>
public sealed class CollectionLibrary(
    CollectionStore collections, DocumentStore documents, FileLibrary files, VectorIndex index, IEmbedder embedder, JobSignal jobs, TimeProvider clock)
{
    /// <summary>Makes an empty collection.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public async Task<CollectionRecord> CreateAsync(TenantId tenant, string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        CheckName(name);
        Notes.Check("metadata", metadata);
        var now = clock.GetUtcNow();
        var collection = new CollectionRecord { Id = Ids.New(Ids.Collection, tenant, clock), Name = name, Metadata = metadata, CreatedAt = now, LastActiveAt = now };

        // The index first: a collection that is listed can be searched.
        await index.CreateCollectionAsync(tenant, collection.Id, embedder.Dimensions, cancellationToken);
        await collections.AddAsync(tenant, collection, cancellationToken);
        return collection;
    }

    /// <summary>Reads a collection.</summary>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND.</exception>
    public Task<CollectionRecord> GetAsync(TenantId tenant, string collectionId, CancellationToken cancellationToken) =>
        GetAsync(tenant, collectionId, "vector_store_id", cancellationToken);

    /// <summary>Reads a collection that the caller gave under another name, for errors.</summary>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND.</exception>
    public async Task<CollectionRecord> GetAsync(TenantId tenant, string collectionId, string param, CancellationToken cancellationToken) =>
        (Ids.IsOwned(collectionId, Ids.Collection, tenant) ? await collections.FindAsync(tenant, collectionId, cancellationToken) : null) ?? throw NotFound(collectionId, param);

    /// <summary>The tenant's oldest collection of a name; null when there is none.</summary>
    public Task<CollectionRecord?> FindByNameAsync(TenantId tenant, string name, CancellationToken cancellationToken) => collections.FindByNameAsync(tenant, name, cancellationToken);

    /// <summary>A page of collections by time of creation.</summary>
    public Task<Page<CollectionRecord>> ListAsync(TenantId tenant, PageQuery query, CancellationToken cancellationToken) => collections.ListAsync(tenant, query, cancellationToken);

    /// <summary>Renames a collection or replaces its notes; what is null stays.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE or COLLECTION_NOT_FOUND.</exception>
    public async Task<CollectionRecord> UpdateAsync(TenantId tenant, string collectionId, string? name, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        if (name is not null) CheckName(name);
        if (metadata is not null) Notes.Check("metadata", metadata);
        await GetAsync(tenant, collectionId, cancellationToken);
        await collections.UpdateAsync(tenant, collectionId, name, metadata, cancellationToken);
        return await GetAsync(tenant, collectionId, cancellationToken);
    }

    /// <summary>Deletes a collection with its passages; the files stay.</summary>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND.</exception>
    public async Task DeleteAsync(TenantId tenant, string collectionId, CancellationToken cancellationToken)
    {
        await GetAsync(tenant, collectionId, cancellationToken);

        // The index first: should the process die in between, deleting again finishes the work.
        await index.DeleteCollectionAsync(tenant, collectionId, cancellationToken);
        await collections.DeleteAsync(tenant, collectionId, cancellationToken);
    }

    /// <summary>Refuses files that do not exist.</summary>
    /// <exception cref="FastchatException">FILE_NOT_FOUND.</exception>
    public async Task CheckFilesAsync(TenantId tenant, IEnumerable<string> fileIds, CancellationToken cancellationToken)
    {
        foreach (var fileId in fileIds) await files.GetAsync(tenant, fileId, cancellationToken);
    }

    /// <summary>Attaches a file; one whose ingestion failed is tried again, one that is there stays as it is.</summary>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND, FILE_NOT_FOUND or INVALID_VALUE.</exception>
    public async Task<DocumentRecord> AddDocumentAsync(
        TenantId tenant, string collectionId, string fileId, IReadOnlyDictionary<string, string> attributes, ChunkingPolicy chunking, CancellationToken cancellationToken)
    {
        if (fileId.Length == 0) throw FastchatException.MissingField("file_id");
        Notes.Check("attributes", attributes);
        chunking.Validate();
        await GetAsync(tenant, collectionId, cancellationToken);
        var file = await files.GetAsync(tenant, fileId, cancellationToken);
        var (document, queued) = await documents.AddAsync(
            tenant,
            new DocumentRecord
            {
                CollectionId = collectionId,
                FileId = fileId,
                Filename = file.Filename,
                Status = DocumentStatus.InProgress,
                Stage = Stages.Queued,
                Attributes = attributes,
                Chunking = chunking,
                CreatedAt = clock.GetUtcNow(),
            },
            Ingestor.JobKind,
            cancellationToken);
        if (queued) jobs.Set();
        return document;
    }

    /// <summary>Reads how far a document is.</summary>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND or DOCUMENT_NOT_FOUND.</exception>
    public async Task<DocumentRecord> GetDocumentAsync(TenantId tenant, string collectionId, string fileId, CancellationToken cancellationToken)
    {
        await GetAsync(tenant, collectionId, cancellationToken);
        return (Ids.IsOwned(fileId, Ids.File, tenant) ? await documents.FindAsync(tenant, collectionId, fileId, cancellationToken) : null) ?? throw DocumentNotFound(collectionId, fileId);
    }

    /// <summary>A page of a collection's documents.</summary>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND.</exception>
    public async Task<Page<DocumentRecord>> ListDocumentsAsync(TenantId tenant, string collectionId, string status, PageQuery query, CancellationToken cancellationToken)
    {
        await GetAsync(tenant, collectionId, cancellationToken);
        return await documents.ListAsync(tenant, collectionId, status, query, cancellationToken);
    }

    /// <summary>The passages that a document was cut into, in order.</summary>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND or DOCUMENT_NOT_FOUND.</exception>
    public async Task<Page<Chunk>> ReadDocumentAsync(TenantId tenant, string collectionId, string fileId, int fromOrdinal, int limit, CancellationToken cancellationToken)
    {
        await GetDocumentAsync(tenant, collectionId, fileId, cancellationToken);
        return await index.ReadDocumentAsync(tenant, collectionId, fileId, fromOrdinal, limit, cancellationToken);
    }

    /// <summary>Takes a document out of a collection; the file stays.</summary>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND or DOCUMENT_NOT_FOUND.</exception>
    public async Task RemoveDocumentAsync(TenantId tenant, string collectionId, string fileId, CancellationToken cancellationToken)
    {
        await GetDocumentAsync(tenant, collectionId, fileId, cancellationToken);

        // Before its description, so that giving up or a crash leaves something to remove again. After it, because until then an
        // ingestion under way may put the passages back; unless it was attached anew, for then they are its own or soon replaced.
        await index.DeleteDocumentAsync(tenant, collectionId, fileId, cancellationToken);
        await documents.DeleteAsync(tenant, collectionId, fileId, CancellationToken.None);
        if (await documents.FindAsync(tenant, collectionId, fileId, CancellationToken.None) is null)
            await index.DeleteDocumentAsync(tenant, collectionId, fileId, CancellationToken.None);
    }

    internal static FastchatException NotFound(string collectionId, string param) =>
        new(ErrorReason.CollectionNotFound, $"There is no collection (vector store) '{collectionId}'.", param);

    private static void CheckName(string name)
    {
        if (name.Length > 256) throw FastchatException.InvalidValue("name", $"name must have at most 256 characters, but has {name.Length}.");
        StoredText.Check("name", name);
    }

    private static FastchatException DocumentNotFound(string collectionId, string fileId) =>
        new(ErrorReason.DocumentNotFound, $"The collection (vector store) '{collectionId}' does not hold the file '{fileId}'.", "file_id");
}
