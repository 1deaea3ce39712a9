using Fastchat.Storage.Sqlite;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Retrieval.Chunking;
using Fastchat.Storage;

namespace Fastchat.Retrieval.Index;

/// <summary>
/// The built-in engine: one SQLite file per collection, FTS5 for words, an exact scan in memory for vectors. Nothing to
/// install; a collection is deleted by deleting a file, and one tenant's load never waits for another tenant's lock.
/// </summary>
public sealed class EmbeddedIndex : VectorIndex, ISealed, IAsyncDisposable
{
    private readonly EmbeddedIndexOptions _options;
    private readonly CollectionCache _cache;
    private readonly TenantKeys? _keys;
    private readonly KeyHolders? _holders;

    /// <summary>An index over a folder.</summary>
    /// <param name="options">Where, and how much of it stays open.</param>
    /// <param name="keys">The tenants' keys; null to encrypt nothing, for measurements.</param>
    /// <param name="holders">Notes which keys the files need; with <paramref name="keys"/>.</param>
    public EmbeddedIndex(EmbeddedIndexOptions options, TenantKeys? keys = null, KeyHolders? holders = null)
    {
        _options = options;
        _keys = keys;
        _holders = holders;
        _cache = new CollectionCache(options.OpenCollections, OpenAsync);
    }

    /// <inheritdoc />
    public override IndexCapabilities Capabilities { get; } = new("embedded", Hybrid: true, Filters: false, MaxBatch: 100_000);

    /// <inheritdoc />
    public bool IsLocal => true;

    internal int OpenCollectionCount => _cache.Count;

    /// <inheritdoc />
    public override Task<IndexHealth> CheckHealthAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            Directory.CreateDirectory(_options.Root);
            using var probe = new FileStream(
                Path.Combine(_options.Root, $".health-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return Task.FromResult(new IndexHealth(true));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(new IndexHealth(false, $"The index's folder cannot be written: {error.Message}"));
        }
    }

    /// <inheritdoc />
    public override async Task CreateCollectionAsync(TenantId tenant, string collectionId, int dimensions, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        var path = PathOf(tenant, collectionId) ?? throw NotFound(collectionId);
        await using var lease = await _cache.AcquireAsync(path) ?? throw NotFound(collectionId);
        if (lease.Collection.Dimensions is null) await lease.Collection.CreateAsync(dimensions, cancellationToken);
        if (lease.Collection.Dimensions != dimensions)
            throw new InvalidOperationException($"The collection holds vectors of {lease.Collection.Dimensions} numbers, not {dimensions}: it was made with another embedder.");
    }

    /// <inheritdoc />
    public override async Task UpsertAsync(TenantId tenant, string collectionId, string documentId, IReadOnlyList<IndexedChunk> chunks, CancellationToken cancellationToken = default)
    {
        await using var lease = await AcquireAsync(tenant, collectionId);
        foreach (var chunk in chunks) CheckDimensions(lease.Collection, chunk.Vector);
        await lease.Collection.UpsertAsync(documentId, chunks, cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<IndexResult> QueryAsync(TenantId tenant, string collectionId, IndexQuery query, CancellationToken cancellationToken = default)
    {
        query.Weights.Validate();
        await using var lease = await AcquireAsync(tenant, collectionId);
        CheckDimensions(lease.Collection, query.Vector);
        return await lease.Collection.QueryAsync(query, cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<Page<Chunk>> ReadDocumentAsync(TenantId tenant, string collectionId, string documentId, int fromOrdinal, int limit, CancellationToken cancellationToken = default)
    {
        await using var lease = await AcquireAsync(tenant, collectionId);
        return await lease.Collection.ReadDocumentAsync(documentId, fromOrdinal, limit, cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<bool> DeleteDocumentAsync(TenantId tenant, string collectionId, string documentId, CancellationToken cancellationToken = default)
    {
        await using var lease = await AcquireAsync(tenant, collectionId);
        return await lease.Collection.DeleteDocumentAsync(documentId, cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<bool> DeleteCollectionAsync(TenantId tenant, string collectionId, CancellationToken cancellationToken = default)
    {
        if (PathOf(tenant, collectionId) is not { } path || !File.Exists(path)) return false;
        await _cache.DeleteAsync(path, () => SqliteDatabase.Delete(path));
        return true;
    }

    /// <summary>Opening a collection of before encryption seals it; of others only the key is sealed anew.</summary>
    /// <inheritdoc />
    public async Task<long> ReencryptAsync(TenantId tenant, int version, CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.Combine(_options.Root, tenant.Value));
        var count = 0L;
        foreach (var file in folder.Exists ? folder.GetFiles("*.db") : [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await ResealAsync(tenant, Path.GetFileNameWithoutExtension(file.Name), version, cancellationToken)) count++;
        }

        return count;
    }

    private async Task<bool> ResealAsync(TenantId tenant, string collectionId, int version, CancellationToken cancellationToken)
    {
        try
        {
            // A look into the file alone: opening a collection takes its vectors into memory.
            if (PathOf(tenant, collectionId) is not { } path || await OpenCollection.VersionAsync(tenant, path) is not { } old || old >= version) return false;
            await using var lease = await AcquireAsync(tenant, collectionId);
            return await lease.Collection.ResealAsync(cancellationToken) || old == 0;
        }
        catch (FastchatException)
        {
            // Deleted meanwhile; or damaged, and logged as that.
            return false;
        }
    }

    /// <summary>Closes every collection.</summary>
    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    private async Task<CollectionLease> AcquireAsync(TenantId tenant, string collectionId)
    {
        // The look before the opening keeps a wrong id from making a file.
        if (PathOf(tenant, collectionId) is not { } path || !File.Exists(path)) throw NotFound(collectionId);
        var lease = await _cache.AcquireAsync(path) ?? throw NotFound(collectionId);
        if (lease.Collection.Dimensions is not null) return lease;
        await lease.DisposeAsync();
        throw NotFound(collectionId);
    }

    private Task<OpenCollection> OpenAsync(string path) => OpenCollection.OpenAsync(
        new TenantId(Path.GetFileName(Path.GetDirectoryName(path)!)),
        new SqliteOptions { Path = path, ReadConnections = _options.ReadConnections, TimeProvider = _options.TimeProvider },
        _keys,
        _holders);

    // Null for an id that cannot be one of this tenant's, which also keeps "../" and the like away from the disk.
    private string? PathOf(TenantId tenant, string collectionId) =>
        Ids.IsOwned(collectionId, Ids.Collection, tenant) && collectionId.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
            ? Path.Combine(_options.Root, tenant.Value, $"{collectionId}.db")
            : null;

    private static void CheckDimensions(OpenCollection collection, float[] vector)
    {
        if (vector.Length != collection.Dimensions)
            throw new InvalidOperationException($"The vector has {vector.Length} numbers, but the collection's have {collection.Dimensions}: it was made with another embedder.");
    }

    private static FastchatException NotFound(string collectionId) =>
        new(ErrorReason.CollectionNotFound, $"There is no collection {collectionId}.");
}
