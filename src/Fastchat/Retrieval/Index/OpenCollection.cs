using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Fastchat.Foundation;
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

    private readonly TenantId _tenant;
    private readonly SqliteDatabase _database;

    // One upsert at a time, so that the snapshots are swapped in the order of the commits.
    private readonly SemaphoreSlim _writing = new(1);
    private volatile VectorSegment _segment = new([]);
    private int? _dimensions;

    private OpenCollection(TenantId tenant, SqliteDatabase database)
    {
        _tenant = tenant;
        _database = database;
    }

    /// <summary>How many numbers a vector has; null when the file holds no collection of this tenant.</summary>
    public int? Dimensions => _dimensions;

    /// <summary>Opens a file, making it when missing.</summary>
    public static async Task<OpenCollection> OpenAsync(TenantId tenant, SqliteOptions options)
    {
        var database = await SqliteDatabase.OpenAsync(options, IndexStore.Migrations);
        var collection = new OpenCollection(tenant, database);
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

    /// <summary>Makes it a collection of its tenant, when it is none yet.</summary>
    public async Task CreateAsync(int dimensions, CancellationToken ct)
    {
        await _database.WriteAsync(connection => IndexStore.CreateAsync(connection, _tenant, dimensions), ct);
        await LoadAsync();
    }

    /// <summary>Replaces a document's chunks.</summary>
    public async Task UpsertAsync(string documentId, IReadOnlyList<IndexedChunk> chunks, CancellationToken ct)
    {
        var prepared = chunks.Select(Prepare).ToArray();
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
    public async Task<Page<Chunk>> ReadDocumentAsync(string documentId, int fromOrdinal, int limit, CancellationToken ct)
    {
        var rows = await _database.ReadAsync(
            connection => IndexStore.ReadDocumentAsync(connection, _tenant, documentId, fromOrdinal, limit + 1), ct);
        return new Page<Chunk>([.. rows.Take(limit).Select(row => row.ToChunk())], rows.Count > limit);
    }

    /// <summary>
    /// Finds: candidates by vector from memory and by words from the file, then every candidate scored exactly on both counts.
    /// </summary>
    public Task<IndexResult> QueryAsync(IndexQuery query, CancellationToken ct)
    {
        var segment = _segment;
        var nearest = segment.Nearest(query.Vector, VectorCandidates);
        var terms = Analyzer.Query(query.Text).Take(MostTerms).ToArray();
        return _database.ReadAsync(
            async connection =>
            {
                string[] words = [.. terms.Select(term => term.Text)];
                var chunksWith = words.Length > 0
                    ? await IndexStore.CountChunksWithAsync(connection, words)
                    : new Dictionary<string, int>();
                var matches = chunksWith.Count > 0
                    ? await IndexStore.MatchAsync(connection, [.. chunksWith.Keys], LexicalCandidates)
                    : [];
                var candidates = await IndexStore.ReadCandidatesAsync(connection, _tenant, nearest.Union(matches).ToArray());
                var averageLength = segment.Count == 0 ? 0 : (double)segment.TermCount / segment.Count;
                var scorer = new LexicalScorer(terms, new CollectionStatistics(segment.Count, averageLength, chunksWith));
                var scored = candidates.Select(row => Score(row, query, scorer)).ToArray();
                ScoredChunk[] best = [.. scored.OrderByDescending(score => score.Total).ThenBy(score => score.Id).Take(query.TopK)];
                var chunks = (await IndexStore.ReadChunksAsync(connection, _tenant, best.Select(score => score.Id).ToArray()))
                    .ToDictionary(row => row.Id);
                return new IndexResult(
                    [.. best.Select(score => new IndexHit(
                        chunks[score.Id].DocumentId, chunks[score.Id].ToChunk(), score.Total, score.Lexical, score.Semantic))],
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
            if (_dimensions is { } dimensions)
                _segment = await _database.ReadAsync(connection => IndexStore.ReadSegmentAsync(connection, _tenant, dimensions));
        }
        finally
        {
            _writing.Release();
        }
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

    private static ScoredChunk Score(CandidateRow row, IndexQuery query, LexicalScorer scorer)
    {
        var lexical = scorer.Score(row.Analysed);
        var cosine = TensorPrimitives.Dot<float>(MemoryMarshal.Cast<byte, float>(row.Vector), query.Vector);
        var semantic = query.Scale.Score(cosine, lexical);
        return new ScoredChunk(row.Id, query.Weights.Combine(semantic, lexical), lexical, semantic);
    }
}
