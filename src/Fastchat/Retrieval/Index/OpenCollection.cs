using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Language;
using Fastchat.Retrieval.Chunking;
using Fastchat.Storage.Sqlite;

namespace Fastchat.Retrieval.Index;

/// <summary>
/// A collection whose file is open and whose vectors are in memory. Readers take the snapshot of the vectors and then one
/// state of the file; a row that was replaced between the two is simply not found in the file.
/// </summary>
internal sealed class OpenCollection : IAsyncDisposable
{
    // Twice the most passages that a search may show, and as many near vectors as make a scan of bytes as good as one of floats.
    private const int LexicalCandidates = 100;
    private const int VectorCandidates = 50;

    // Bounds the work that one question can cause: of a page pasted in, the beginning is asked.
    private const int MostTerms = 64;

    private const int SealedAtOnce = 500;

    private readonly TenantId _tenant;
    private readonly string _id;
    private readonly TenantKeys? _keys;
    private readonly KeyHolders? _holders;
    private readonly SqliteDatabase _database;

    // One upsert at a time, so that the snapshots are swapped in the order of the commits.
    private readonly SemaphoreSlim _writing = new(1);
    private volatile VectorSegment _segment = new([]);
    private volatile CollectionKey? _key;
    private int? _dimensions;

    private OpenCollection(TenantId tenant, string id, SqliteDatabase database, TenantKeys? keys, KeyHolders? holders)
    {
        _tenant = tenant;
        _id = id;
        _database = database;
        _keys = keys;
        _holders = holders;
    }

    /// <summary>How many numbers a vector has; null when the file holds no collection of this tenant.</summary>
    public int? Dimensions => _dimensions;

    /// <summary>Opens a file, making it when missing.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="options">The file, which has the collection's id for its name.</param>
    /// <param name="keys">The tenants' keys; null to encrypt nothing.</param>
    /// <param name="holders">Notes which keys the file needs.</param>
    public static async Task<OpenCollection> OpenAsync(TenantId tenant, SqliteOptions options, TenantKeys? keys, KeyHolders? holders)
    {
        var database = await SqliteDatabase.OpenAsync(options, IndexStore.Migrations);
        var collection = new OpenCollection(tenant, Path.GetFileNameWithoutExtension(options.Path), database, keys, holders);
        try
        {
            await collection.LoadAsync();
            return collection;
        }
        catch
        {
            await collection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The version of the tenant's key that a file needs, 0 for one of before encryption; null for one that is no collection. It need not be open.</summary>
    public static async Task<int?> VersionAsync(TenantId tenant, string path)
    {
        if (!File.Exists(path)) return null;
        await using var database = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = path, ReadConnections = 1 }, IndexStore.Migrations);
        return await database.ReadAsync(async connection => await IndexStore.DimensionsAsync(connection, tenant) is null
            ? (int?)null
            : (await IndexStore.KeyAsync(connection, tenant))?.Version ?? 0);
    }

    /// <summary>Makes it a collection of its tenant, when it is none yet.</summary>
    public async Task CreateAsync(int dimensions, CancellationToken ct)
    {
        var key = _keys is null ? null : await NewKeyAsync(ct);
        await _database.WriteAsync(connection => IndexStore.CreateAsync(connection, _tenant, dimensions, key), ct);
        await LoadAsync();
    }

    /// <summary>Replaces a document's chunks.</summary>
    public async Task UpsertAsync(string documentId, IReadOnlyList<IndexedChunk> chunks, CancellationToken ct)
    {
        var prepared = await WithKeyAsync(
            cipher => Task.FromResult(chunks.Select(Prepare).Select(chunk => cipher is null ? chunk : cipher.Seal(documentId, chunk)).ToArray()), ct);
        await _writing.WaitAsync(ct);
        try
        {
            var ids = await _database.WriteAsync(
                async connection =>
                {
                    await IndexStore.DeleteDocumentAsync(connection, _tenant, documentId);
                    return await IndexStore.InsertAsync(connection, _tenant, documentId, prepared);
                },
                ct);
            _segment = prepared.Length == 0
                ? _segment.Without(documentId)
                : _segment.With(new QuantizedVectors(
                    documentId,
                    _dimensions!.Value,
                    ids,
                    [.. prepared.SelectMany(chunk => MemoryMarshal.Cast<byte, sbyte>(chunk.Codes).ToArray())],
                    [.. prepared.Select(chunk => chunk.Scale)],
                    prepared.Sum(chunk => chunk.Terms)));
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Removes a document; false when it is not there.</summary>
    public async Task<bool> DeleteDocumentAsync(string documentId, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            var existed = await _database.WriteAsync(connection => IndexStore.DeleteDocumentAsync(connection, _tenant, documentId), ct);
            _segment = _segment.Without(documentId);
            return existed;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>A document's chunks in order.</summary>
    public Task<Page<Chunk>> ReadDocumentAsync(string documentId, int fromOrdinal, int limit, CancellationToken ct) => WithKeyAsync(
        async cipher =>
        {
            var rows = await _database.ReadAsync(
                connection => IndexStore.ReadDocumentAsync(connection, _tenant, documentId, fromOrdinal, limit + 1), ct);
            return Page<Chunk>.Of(rows, limit, row => cipher.Open(row));
        },
        ct);

    /// <summary>
    /// Finds: candidates by vector from memory and by words from the file, then every candidate scored exactly on both counts.
    /// </summary>
    public Task<IndexResult> QueryAsync(IndexQuery query, CancellationToken ct) => WithKeyAsync(cipher => QueryAsync(cipher, query, ct), ct);

    /// <summary>Seals the collection's own key with the newest version of the tenant's; false when it is so already.</summary>
    public Task<bool> ResealAsync(CancellationToken ct) => _keys!.UseAsync(
        _tenant,
        async cipher =>
        {
            if (_key is not { } key || key.Version >= cipher.Version) return false;
            await _holders!.HoldAsync(_tenant, cipher.Version, ct);
            var resealed = CollectionCipher.Reseal(cipher, _id, key);
            await _database.WriteAsync(connection => IndexStore.SetKeyAsync(connection, _tenant, resealed), ct);
            _key = resealed;
            return true;
        },
        ct);

    private Task<IndexResult> QueryAsync(CollectionCipher? cipher, IndexQuery query, CancellationToken ct)
    {
        var segment = _segment;
        var nearest = segment.Nearest(query.Vector, VectorCandidates);
        var terms = Analyzer.Query(query.Text).Take(MostTerms).ToArray();
        return _database.ReadAsync(
            async connection =>
            {
                string Stored(string term) => cipher is null ? term : cipher.Term(term);
                string[] words = [.. terms.Select(term => Stored(term.Text))];
                var chunksWith = words.Length > 0
                    ? await IndexStore.CountChunksWithAsync(connection, words)
                    : new Dictionary<string, int>();
                var matches = chunksWith.Count > 0
                    ? await IndexStore.MatchAsync(connection, [.. words.Where(chunksWith.ContainsKey)], LexicalCandidates)
                    : [];
                var candidates = await IndexStore.ReadCandidatesAsync(connection, _tenant, nearest.Union(matches).ToArray());
                var averageLength = segment.Count == 0 ? 0 : (double)segment.TermCount / segment.Count;
                var scorer = new LexicalScorer(terms, new CollectionStatistics(segment.Count, averageLength, chunksWith), Stored);
                var scored = candidates.Select(row => Score(row, cipher, query, scorer)).ToArray();
                ScoredChunk[] best = [.. scored.OrderByDescending(score => score.Total).ThenBy(score => score.Id).Take(query.TopK)];
                var chunks = (await IndexStore.ReadChunksAsync(connection, _tenant, best.Select(score => score.Id).ToArray()))
                    .ToDictionary(row => row.Id);
                return new IndexResult(
                    [.. best.Select(score => new IndexHit(
                        chunks[score.Id].DocumentId, cipher.Open(chunks[score.Id]), score.Total, score.Lexical, score.Semantic))],
                    scored.Length);
            },
            ct);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _writing.Dispose();
    }

    private async Task LoadAsync()
    {
        await _writing.WaitAsync();
        try
        {
            _dimensions = await _database.ReadAsync(connection => IndexStore.DimensionsAsync(connection, _tenant));
            if (_dimensions is not { } dimensions) return;
            _key = await _database.ReadAsync(connection => IndexStore.KeyAsync(connection, _tenant));
            if (_keys is not null && _key is null) await SealAsync();
            _segment = await WithKeyAsync(
                cipher => _database.ReadAsync(connection => IndexStore.ReadSegmentAsync(connection, _tenant, dimensions, cipher)), CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }

    // The key is opened for each piece of work and kept by none: a tenant's key that was destroyed a moment ago opens nothing here.
    private Task<T> WithKeyAsync<T>(Func<CollectionCipher?, Task<T>> work, CancellationToken ct) => _keys is null || _key is not { } key
        ? work(null)
        : _keys.UseAsync(
            _tenant,
            async cipher =>
            {
                using var opened = CollectionCipher.Open(cipher, _id, key);
                return await work(opened);
            },
            ct);

    private Task<CollectionKey> NewKeyAsync(CancellationToken ct) => _keys!.UseAsync(
        _tenant,
        async cipher =>
        {
            await _holders!.HoldAsync(_tenant, cipher.Version, ct);
            return CollectionCipher.New(cipher, _id);
        },
        ct);

    // A file of before encryption, once: all of it in one transaction, before anybody uses it.
    private async Task SealAsync()
    {
        var key = await NewKeyAsync(CancellationToken.None);
        await _keys!.UseAsync(
            _tenant,
            async tenant =>
            {
                using var cipher = CollectionCipher.Open(tenant, _id, key);
                await _database.WriteAsync(
                    async connection =>
                    {
                        await IndexStore.ClearTermsAsync(connection);
                        while (await IndexStore.ReadPlainAsync(connection, _tenant, SealedAtOnce) is { Count: > 0 } rows)
                        {
                            foreach (var (row, vector, codes) in rows) await IndexStore.ReplaceAsync(connection, row.Id, cipher.Seal(row.DocumentId, Prepare(row.ToChunk(), vector, codes)));
                        }

                        await IndexStore.SetKeyAsync(connection, _tenant, key);
                    });
            },
            CancellationToken.None);
        _key = key;
    }

    private static NewChunk Prepare(Chunk chunk, byte[] vector, byte[] codes)
    {
        var terms = Analyzer.Terms(chunk.SearchText);
        return new NewChunk(chunk, string.Join(' ', terms), terms.Count, vector, codes, 0);
    }

    private static NewChunk Prepare(IndexedChunk indexed)
    {
        var terms = Analyzer.Terms(indexed.Chunk.SearchText);
        var codes = new sbyte[indexed.Vector.Length];
        var scale = QuantizedVectors.Quantize(indexed.Vector, codes);
        return new NewChunk(
            indexed.Chunk,
            string.Join(' ', terms),
            terms.Count,
            MemoryMarshal.AsBytes(indexed.Vector.AsSpan()).ToArray(),
            MemoryMarshal.AsBytes(codes.AsSpan()).ToArray(),
            scale);
    }

    private static ScoredChunk Score(CandidateRow row, CollectionCipher? cipher, IndexQuery query, LexicalScorer scorer)
    {
        var lexical = scorer.Score(row.Analysed);
        var cosine = TensorPrimitives.Dot<float>(MemoryMarshal.Cast<byte, float>(cipher.OpenVector(row.DocumentId, row.Ordinal, row.Vector)), query.Vector);
        var semantic = query.Scale.Score(cosine, lexical);
        return new ScoredChunk(row.Id, query.Weights.Combine(semantic, lexical), lexical, semantic);
    }
}
