using System.Data.Common;
using System.Text.Json;
using Dapper;
using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Jobs;
using Fastchat.Storage;
using ChunkingPolicy = Fastchat.Retrieval.Chunking.ChunkingPolicy;

namespace Fastchat.Retrieval.Collections;

/// <summary>Files in collections, and how far they are.</summary>
public sealed class DocumentStore(Database database, JobStore jobs)
{
    private const string Select =
        """
        SELECT collection_id AS CollectionId, file_id AS FileId, filename AS Filename, status AS Status, stage AS Stage, progress AS Progress,
               chunk_count AS ChunkCount, usage_bytes AS UsageBytes, attributes AS Attributes, max_chunk_tokens AS MaxChunkTokens,
               overlap_tokens AS OverlapTokens, error_code AS ErrorCode, error_message AS ErrorMessage, created_at AS CreatedAt
        FROM documents WHERE tenant_id = @tenant
        """;

    private const string Again =
        """
        UPDATE documents SET
            status = 'in_progress', stage = @Stage, progress = 0, attributes = @attributes, max_chunk_tokens = @MaxTokens, overlap_tokens = @OverlapTokens,
            error_code = NULL, error_message = NULL
        WHERE tenant_id = @tenant AND collection_id = @CollectionId AND file_id = @FileId AND status IN ('failed', 'cancelled')
        """;

    private readonly string _insert = database.Sql.InsertNew("documents", "tenant_id, collection_id, file_id",
        ("tenant_id", "@tenant"), ("collection_id", "@CollectionId"), ("file_id", "@FileId"), ("filename", "@Filename"), ("status", "'in_progress'"),
        ("stage", "@Stage"), ("progress", "0"), ("chunk_count", "0"), ("usage_bytes", "0"), ("attributes", "@attributes"),
        ("max_chunk_tokens", "@MaxTokens"), ("overlap_tokens", "@OverlapTokens"), ("created_at", "@created"));

    /// <summary>
    /// Adds a document together with the job that reads it. One that failed or was cancelled begins anew; one that is there
    /// stays as it is. Says how it stands, and whether a job was added.
    /// </summary>
    /// <exception cref="FastchatException">COLLECTION_NOT_FOUND or FILE_NOT_FOUND: one of the two was deleted meanwhile.</exception>
    public Task<(DocumentRecord Document, bool Queued)> AddAsync(TenantId tenant, DocumentRecord document, string jobKind, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            // Here and not before: only the write itself sees a deletion that came just before it.
            var key = new { tenant = tenant.Value, document.CollectionId, document.FileId };
            if (await connection.ExecuteScalarAsync<int?>(Locking("collections", "collection_id = @CollectionId"), key) is null)
                throw CollectionLibrary.NotFound(document.CollectionId, "vector_store_id");
            if (await connection.ExecuteScalarAsync<int?>(Locking("files", "file_id = @FileId"), key) is null)
                throw FileLibrary.NotFound(document.FileId);
            var row = new
            {
                tenant = tenant.Value,
                document.CollectionId,
                document.FileId,
                document.Filename,
                document.Stage,
                attributes = JsonSerializer.Serialize(document.Attributes),
                document.Chunking.MaxTokens,
                document.Chunking.OverlapTokens,
                created = document.CreatedAt.ToUnixTimeMilliseconds(),
            };
            var queued = await connection.ExecuteAsync(Again, row) == 1 || await connection.ExecuteAsync(_insert, row) == 1;
            if (queued) await jobs.AddAsync(connection, tenant, jobKind, Subject(document.CollectionId, document.FileId));
            return (Map(await connection.QuerySingleAsync<Row>($"{Select} AND collection_id = @CollectionId AND file_id = @FileId", key)), queued);
        },
        cancellationToken);

    /// <summary>The subject of a document's job.</summary>
    public static string Subject(string collectionId, string fileId) => $"{collectionId}/{fileId}";

    /// <summary>A document; null when the collection does not hold the file.</summary>
    public Task<DocumentRecord?> FindAsync(TenantId tenant, string collectionId, string fileId, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => await connection.QuerySingleOrDefaultAsync<Row>(
            $"{Select} AND collection_id = @collectionId AND file_id = @fileId", new { tenant = tenant.Value, collectionId, fileId }) is { } row ? Map(row) : null,
        cancellationToken);

    /// <summary>The documents of the given collections that hold the given files.</summary>
    public Task<IReadOnlyList<DocumentRecord>> FindManyAsync(TenantId tenant, IReadOnlyList<string> collectionIds, IReadOnlyList<string> fileIds, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => (IReadOnlyList<DocumentRecord>)[.. (await connection.QueryAsync<Row>(
            $"{Select} AND {database.Sql.In("collection_id", "@collectionIds")} AND {database.Sql.In("file_id", "@fileIds")}", new { tenant = tenant.Value, collectionIds, fileIds })).Select(Map)],
        cancellationToken);

    /// <summary>The collections that hold a file.</summary>
    public Task<IReadOnlyList<string>> ListCollectionsAsync(TenantId tenant, string fileId, CancellationToken cancellationToken) =>
        database.ReadAsync(tenant, connection => ListCollectionsAsync(connection, tenant, fileId), cancellationToken);

    /// <summary>The collections that hold a file, as a transaction of the caller's sees them.</summary>
    public async Task<IReadOnlyList<string>> ListCollectionsAsync(DbConnection connection, TenantId tenant, string fileId) => (await connection.QueryAsync<string>(
        "SELECT collection_id FROM documents WHERE tenant_id = @tenant AND file_id = @fileId", new { tenant = tenant.Value, fileId })).AsList();

    /// <summary>A page of a collection's documents by time of upload.</summary>
    public Task<Page<DocumentRecord>> ListAsync(TenantId tenant, string collectionId, string status, PageQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection =>
        {
            var page = IdPages.For(database.Sql, "file_id", query);
            var rows = (await connection.QueryAsync<Row>(
                $"{Select} AND collection_id = @collectionId AND (@status = '' OR status = @status) {page.Where} {page.OrderAndLimit}",
                page.With(new { tenant = tenant.Value, collectionId, status }))).AsList();
            return page.Page(rows, Map);
        },
        cancellationToken);

    /// <summary>Says what is being done to a document.</summary>
    public Task ProgressAsync(TenantId tenant, string collectionId, string fileId, string stage, double progress, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            """
            UPDATE documents SET stage = @stage, progress = @progress
            WHERE tenant_id = @tenant AND collection_id = @collectionId AND file_id = @fileId AND status = 'in_progress'
            """,
            new { tenant = tenant.Value, collectionId, fileId, stage, progress }),
        cancellationToken);

    /// <summary>A document can be searched; false when it is no longer there.</summary>
    public Task<bool> CompleteAsync(TenantId tenant, string collectionId, string fileId, int chunkCount, long usageBytes, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync(
            """
            UPDATE documents SET status = 'completed', stage = '', progress = 1, chunk_count = @chunkCount, usage_bytes = @usageBytes, error_code = NULL, error_message = NULL
            WHERE tenant_id = @tenant AND collection_id = @collectionId AND file_id = @fileId
            """,
            new { tenant = tenant.Value, collectionId, fileId, chunkCount, usageBytes }) == 1,
        cancellationToken);

    /// <summary>A document is given up.</summary>
    public Task FailAsync(TenantId tenant, string collectionId, string fileId, string code, string message, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            """
            UPDATE documents SET status = 'failed', stage = '', error_code = @code, error_message = @message
            WHERE tenant_id = @tenant AND collection_id = @collectionId AND file_id = @fileId AND status = 'in_progress'
            """,
            new { tenant = tenant.Value, collectionId, fileId, code, message }),
        cancellationToken);

    /// <summary>Removes a document; false when the collection does not hold it.</summary>
    public Task<bool> DeleteAsync(TenantId tenant, string collectionId, string fileId, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync(
            "DELETE FROM documents WHERE tenant_id = @tenant AND collection_id = @collectionId AND file_id = @fileId", new { tenant = tenant.Value, collectionId, fileId }) == 1,
        cancellationToken);

    // Held until the write ends: a deletion waits, and finds the document.
    private string Locking(string table, string condition) =>
        $"SELECT 1 FROM {table}{database.Sql.LockedTable} WHERE tenant_id = @tenant AND {condition}{database.Sql.ForUpdate}";

    private static DocumentRecord Map(Row row) => new()
    {
        CollectionId = row.CollectionId,
        FileId = row.FileId,
        Filename = row.Filename,
        Status = row.Status switch
        {
            "completed" => DocumentStatus.Completed,
            "failed" => DocumentStatus.Failed,
            "cancelled" => DocumentStatus.Cancelled,
            _ => DocumentStatus.InProgress,
        },
        Stage = row.Stage,
        Progress = row.Progress,
        ChunkCount = (int)row.ChunkCount,
        UsageBytes = row.UsageBytes,
        Attributes = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Attributes)!,
        Chunking = new ChunkingPolicy((int)row.MaxChunkTokens, (int)row.OverlapTokens),
        ErrorCode = row.ErrorCode,
        ErrorMessage = row.ErrorMessage,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
    };

    private sealed record Row(
        string CollectionId, string FileId, string Filename, string Status, string Stage, double Progress, long ChunkCount, long UsageBytes,
        string Attributes, long MaxChunkTokens, long OverlapTokens, string? ErrorCode, string? ErrorMessage, long CreatedAt);
}
