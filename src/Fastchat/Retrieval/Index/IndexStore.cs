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
        "id AS Id, document_id AS DocumentId, ordinal AS Ordinal, text AS Text, heading AS Heading, page AS Page, start_at AS StartAt, end_at AS EndAt";

    /// <summary>The schema of a collection's file.</summary>
    public static MigrationSet Migrations { get; } =
        MigrationSet.FromResources(typeof(IndexStore).Assembly, "Fastchat.Retrieval.Index.Migrations");

    /// <summary>Notes whose collection it is; one that is there already stays.</summary>
    public static Task CreateAsync(DbConnection connection, TenantId tenant, int dimensions) => connection.ExecuteAsync(
        "INSERT INTO collection (tenant, dimensions) VALUES (@tenant, @dimensions) ON CONFLICT DO NOTHING",
        new { tenant = tenant.Value, dimensions });

    /// <summary>How many numbers its vectors have; null when the file holds no collection of this tenant.</summary>
    public static Task<int?> DimensionsAsync(DbConnection connection, TenantId tenant) => connection.QuerySingleOrDefaultAsync<int?>(
        "SELECT dimensions FROM collection WHERE tenant = @tenant", new { tenant = tenant.Value });

    /// <summary>All vectors in bytes, a document at a time.</summary>
    public static async Task<VectorSegment> ReadSegmentAsync(DbConnection connection, TenantId tenant, int dimensions)
    {
        var rows = await connection.QueryAsync<(string DocumentId, long Id, byte[] Codes, double Scale, int Terms)>(
            "SELECT document_id, id, codes, scale, terms FROM chunks WHERE tenant = @tenant ORDER BY document_id, ordinal",
            new { tenant = tenant.Value });
        return new VectorSegment(rows.GroupBy(row => row.DocumentId, StringComparer.Ordinal).Select(document => new QuantizedVectors(
            document.Key,
            dimensions,
            [.. document.Select(row => row.Id)],
            [.. document.SelectMany(row => MemoryMarshal.Cast<byte, sbyte>(row.Codes).ToArray())],
            [.. document.Select(row => (float)row.Scale)],
            document.Sum(row => row.Terms))));
    }

    /// <summary>Writes a document's chunks and returns their row ids.</summary>
    public static async Task<long[]> InsertAsync(DbConnection connection, TenantId tenant, string documentId, IReadOnlyList<NewChunk> chunks)
    {
        var ids = new long[chunks.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            var (chunk, analysed, terms, vector, codes, scale) = chunks[i];
            ids[i] = await connection.ExecuteScalarAsync<long>(
                """
                INSERT INTO chunks (tenant, document_id, ordinal, text, heading, page, start_at, end_at, terms, vector, codes, scale)
                VALUES (@tenant, @documentId, @Ordinal, @Text, @Heading, @Page, @Start, @End, @terms, @vector, @codes, @scale)
                RETURNING id
                """,
                new { tenant = tenant.Value, documentId, chunk.Ordinal, chunk.Text, chunk.Heading, chunk.Page, chunk.Start, chunk.End, terms, vector, codes, scale });
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
            SELECT chunks.id AS Id, chunk_terms.analysed AS Analysed, chunks.vector AS Vector
            FROM chunks JOIN chunk_terms ON chunk_terms.rowid = chunks.id
            WHERE chunks.id IN @ids AND chunks.tenant = @tenant
            """,
            new { ids, tenant = tenant.Value });

    /// <summary>Some chunks whole.</summary>
    public static Task<IEnumerable<ChunkRow>> ReadChunksAsync(DbConnection connection, TenantId tenant, IReadOnlyCollection<long> ids) =>
        connection.QueryAsync<ChunkRow>(
            $"SELECT {ChunkColumns} FROM chunks WHERE id IN @ids AND tenant = @tenant", new { ids, tenant = tenant.Value });
}
