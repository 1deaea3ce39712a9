using Fastchat.Foundation;
using Fastchat.Retrieval.Chunking;

namespace Fastchat.Retrieval.Index;

/// <summary>
/// The port of an engine that keeps chunks and finds them: adding one means to implement this and nothing else.
/// A collection belongs to the tenant that is named with it; for any other it does not exist. Implementations are safe for many
/// calls at once, and a query sees each document either before an upsert of it or after, never in part.
/// </summary>
public abstract class VectorIndex
{
    /// <summary>What the engine can do.</summary>
    public abstract IndexCapabilities Capabilities { get; }

    /// <summary>Whether the engine answers; never throws for an engine that does not.</summary>
    public abstract Task<IndexHealth> CheckHealthAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes an empty collection; one that exists already with the same dimensions is left as it is.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="collectionId">Its id.</param>
    /// <param name="dimensions">How many numbers its vectors have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task CreateCollectionAsync(TenantId tenant, string collectionId, int dimensions, CancellationToken cancellationToken = default);

    /// <summary>Puts a document's chunks, all of them, in the place of what the collection held of that document.</summary>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND.</exception>
    public abstract Task UpsertAsync(TenantId tenant, string collectionId, string documentId, IReadOnlyList<IndexedChunk> chunks, CancellationToken cancellationToken = default);

    /// <summary>Finds the chunks that match best, best first.</summary>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND.</exception>
    public abstract Task<IndexResult> QueryAsync(TenantId tenant, string collectionId, IndexQuery query, CancellationToken cancellationToken = default);

    /// <summary>Reads a document's chunks in order, a page at a time; an unknown document has none.</summary>
    /// <param name="tenant">Whose collection it is.</param>
    /// <param name="collectionId">The collection.</param>
    /// <param name="documentId">The document.</param>
    /// <param name="fromOrdinal">The first chunk wanted.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND.</exception>
    public abstract Task<Page<Chunk>> ReadDocumentAsync(TenantId tenant, string collectionId, string documentId, int fromOrdinal, int limit, CancellationToken cancellationToken = default);

    /// <summary>Removes a document; false when the collection does not hold it.</summary>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND.</exception>
    public abstract Task<bool> DeleteDocumentAsync(TenantId tenant, string collectionId, string documentId, CancellationToken cancellationToken = default);

    /// <summary>Removes a collection with all it holds; false when there is none.</summary>
    public abstract Task<bool> DeleteCollectionAsync(TenantId tenant, string collectionId, CancellationToken cancellationToken = default);
}
