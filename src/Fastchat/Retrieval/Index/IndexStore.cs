using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Retrieval.Index;

/// <summary>The SQL of the embedded index. Each method runs inside a read or a write of the collection's database.</summary>
internal static class IndexStore
{
    private const string ChunkColumns =
        "id AS Id, document_id AS DocumentId, ordinal AS Ordinal, text AS Text, heading AS Heading, body AS Body, page AS Page, start_at AS StartAt, end_at AS EndAt";

    /// <summary>The schema of a collection's file.</summary>
    public static MigrationSet Migrations { get; } =
        MigrationSet.FromResources(typeof(IndexStore).Assembly, "Fastchat.Retrieval.Index.Migrations");

    /// <summary>Notes whose collection it is; one that is there already stays.</summary>
    public static Task CreateAsync(DbConnection connection, TenantId tenant, int dimensions, CollectionKey? key) => connection.ExecuteAsync(
        "INSERT INTO collection (tenant, dimensions, sealed_key, key_version) VALUES (@tenant, @dimensions, @key, @version) ON CONFLICT DO NOTHING",
        new { tenant = tenant.Value, dimensions, key = key?.Sealed, version = key?.Version ?? 0 });

    /// <summary>The collection's own key; null for a collection of before encryption, or for none.</summary>
    public static async Task<CollectionKey?> KeyAsync(DbConnection connection, TenantId tenant)
    {
        var (key, version) = await connection.QuerySingleOrDefaultAsync<(byte[]? Key, int Version)>(
            "SELECT sealed_key, key_version FROM collection WHERE tenant = @tenant", new { tenant = tenant.Value });
        return key is null ? null : new CollectionKey(key, version);
    }

    /// <summary>Sets the collection's own key.</summary>
    public static Task SetKeyAsync(DbConnection connection, TenantId tenant, CollectionKey key) => connection.ExecuteAsync(
        "UPDATE collection SET sealed_key = @Sealed, key_version = @Version WHERE tenant = @tenant", new { tenant = tenant.Value, key.Sealed, key.Version });

    /// <summary>Empties the index of words and makes it anew, so that no page keeps what was in it.</summary>
    public static Task ClearTermsAsync(DbConnection connection) => connection.ExecuteAsync(
        """
        DROP TABLE term_counts;
        DROP TABLE chunk_terms;
        CREATE VIRTUAL TABLE chunk_terms USING fts5 (analysed, tokenize = 'ascii');
        CREATE VIRTUAL TABLE term_counts USING fts5vocab ('chunk_terms', 'row');
        """);

    /// <summary>Some chunks whose text is not sealed, in order of their ids, with vectors.</summary>
    public static async Task<IReadOnlyList<(ChunkRow Row, byte[] Vector, byte[] Codes)>> ReadPlainAsync(DbConnection connection, TenantId tenant, int limit)
    {
        var rows = (await connection.QueryAsync<ChunkRow>(
            $"SELECT {ChunkColumns} FROM chunks WHERE tenant = @tenant AND body IS NULL ORDER BY id LIMIT @limit", new { tenant = tenant.Value, limit })).AsList();
        var vectors = (await connection.QueryAsync<(long Id, byte[] Vector, byte[] Codes)>(
            "SELECT id, vector, codes FROM chunks WHERE id IN @ids", new { ids = rows.Select(r => r.Id) })).ToDictionary(r => r.Id);
        return [.. rows.Select(r => (r, vectors[r.Id].Vector, vectors[r.Id].Codes))];
    }

    /// <summary>Puts a chunk's sealed values in the place of its plain ones.</summary>
    public static async Task ReplaceAsync(DbConnection connection, long id, NewChunk chunk)
    {
        await connection.ExecuteAsync(
            "UPDATE chunks SET text = '', heading = NULL, body = @Body, vector = @Vector, codes = @StoredCodes WHERE id = @id", new { id, chunk.Body, chunk.Vector, chunk.StoredCodes });
        await connection.ExecuteAsync("INSERT INTO chunk_terms (rowid, analysed) VALUES (@id, @Analysed)", new { id, chunk.Analysed });
    }

    /// <summary>How many numbers its vectors have; null when the file holds no collection of this tenant.</summary>
    public static Task<int?> DimensionsAsync(DbConnection connection, TenantId tenant) => connection.QuerySingleOrDefaultAsync<int?>(
        "SELECT dimensions FROM collection WHERE tenant = @tenant", new { tenant = tenant.Value });

    /// <summary>All vectors in bytes, a document at a time.</summary>
    public static async Task<VectorSegment> ReadSegmentAsync(DbConnection connection, TenantId tenant, int dimensions, CollectionCipher? cipher)
    {
        var rows = await connection.QueryAsync<(string DocumentId, long Id, int Ordinal, byte[] Codes, double Scale, int Terms)>(
            "SELECT document_id, id, ordinal, codes, scale, terms FROM chunks WHERE tenant = @tenant ORDER BY document_id, ordinal",
            new { tenant = tenant.Value });
        return new VectorSegment(rows.GroupBy(row => row.DocumentId, StringComparer.Ordinal).Select(document => new QuantizedVectors(
            document.Key,
            dimensions,
            [.. document.Select(row => row.Id)],
            [.. document.SelectMany(row => MemoryMarshal.Cast<byte, sbyte>(cipher.OpenCodes(row.DocumentId, row.Ordinal, row.Codes)).ToArray())],
            [.. document.Select(row => (float)row.Scale)],
            document.Sum(row => row.Terms))));
    }

    /// <summary>Writes a document's chunks and returns their row ids.</summary>
    public static async Task<long[]> InsertAsync(DbConnection connection, TenantId tenant, string documentId, IReadOnlyList<NewChunk> chunks)
    {
        var ids = new long[chunks.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            var (chunk, analysed, terms, vector, _, scale) = chunks[i];
            ids[i] = await connection.ExecuteScalarAsync<long>(
                """
                INSERT INTO chunks (tenant, document_id, ordinal, text, heading, body, page, start_at, end_at, terms, vector, codes, scale)
                VALUES (@tenant, @documentId, @Ordinal, @Text, @Heading, @Body, @Page, @Start, @End, @terms, @vector, @StoredCodes, @scale)
                RETURNING id
                """,
                new { tenant = tenant.Value, documentId, chunk.Ordinal, chunk.Text, chunk.Heading, chunks[i].Body, chunk.Page, chunk.Start, chunk.End, terms, vector, chunks[i].StoredCodes, scale });
            await connection.ExecuteAsync("INSERT INTO chunk_terms (rowid, analysed) VALUES (@id, @analysed)", new { id = ids[i], analysed });
        }

        return ids;
    }

    /// <summary>Removes a document; false when it is not there.</summary>
    public static async Task<bool> DeleteDocumentAsync(DbConnection connection, TenantId tenant, string documentId)
    {
        var document = new { tenant = tenant.Value, documentId };
        await connection.ExecuteAsync(
            "DELETE FROM chunk_terms WHERE rowid IN (SELECT id FROM chunks WHERE tenant = @tenant AND document_id = @documentId)", document);
        return await connection.ExecuteAsync("DELETE FROM chunks WHERE tenant = @tenant AND document_id = @documentId", document) > 0;
    }

    /// <summary>A document's chunks in order.</summary>
    public static async Task<IReadOnlyList<ChunkRow>> ReadDocumentAsync(
        DbConnection connection, TenantId tenant, string documentId, int fromOrdinal, int limit) =>
        (await connection.QueryAsync<ChunkRow>(
            $"""
            SELECT {ChunkColumns} FROM chunks
            WHERE tenant = @tenant AND document_id = @documentId AND ordinal >= @fromOrdinal
            ORDER BY ordinal LIMIT @limit
            """,
            new { tenant = tenant.Value, documentId, fromOrdinal, limit })).AsList();

    /// <summary>In how many chunks each of the terms occurs.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountChunksWithAsync(DbConnection connection, IReadOnlyList<string> terms) =>
        (await connection.QueryAsync<(string Term, int Chunks)>("SELECT term, doc FROM term_counts WHERE term IN @terms", new { terms }))
            .ToDictionary(row => row.Term, row => row.Chunks, StringComparer.Ordinal);

    /// <summary>The ids of the chunks that the engine's own BM25 likes best for any of the terms.</summary>
    public static Task<IEnumerable<long>> MatchAsync(DbConnection connection, IReadOnlyList<string> terms, int limit) =>
        connection.QueryAsync<long>(
            "SELECT rowid FROM chunk_terms WHERE chunk_terms MATCH @match ORDER BY rank LIMIT @limit",
            // Terms are letters and digits only; the quotes keep AND, OR and NEAR from being operators.
            new { match = string.Join(" OR ", terms.Select(term => $"\"{term}\"")), limit });

    /// <summary>What scoring needs of some chunks.</summary>
    public static Task<IEnumerable<CandidateRow>> ReadCandidatesAsync(DbConnection connection, TenantId tenant, IReadOnlyCollection<long> ids) =>
        connection.QueryAsync<CandidateRow>(
            """
            SELECT chunks.id AS Id, chunks.document_id AS DocumentId, chunks.ordinal AS Ordinal, chunk_terms.analysed AS Analysed, chunks.vector AS Vector
            FROM chunks JOIN chunk_terms ON chunk_terms.rowid = chunks.id
            WHERE chunks.id IN @ids AND chunks.tenant = @tenant
            """,
            new { ids, tenant = tenant.Value });

    /// <summary>Some chunks whole.</summary>
    public static Task<IEnumerable<ChunkRow>> ReadChunksAsync(DbConnection connection, TenantId tenant, IReadOnlyCollection<long> ids) =>
        connection.QueryAsync<ChunkRow>(
            $"SELECT {ChunkColumns} FROM chunks WHERE id IN @ids AND tenant = @tenant", new { ids, tenant = tenant.Value });
}
