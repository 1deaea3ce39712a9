using System.Text.Json;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Retrieval.Collections;

/// <summary>Descriptions of collections.</summary>
public sealed class CollectionStore(Database database, TimeProvider clock)
{
    private const string Select =
        """
        SELECT c.collection_id AS Id, c.name AS Name, c.metadata AS Metadata, c.created_at AS CreatedAt, c.last_active_at AS LastActiveAt,
               COUNT(CASE WHEN d.status = 'in_progress' THEN 1 END) AS InProgress, COUNT(CASE WHEN d.status = 'completed' THEN 1 END) AS Completed,
               COUNT(CASE WHEN d.status = 'failed' THEN 1 END) AS Failed, COUNT(CASE WHEN d.status = 'cancelled' THEN 1 END) AS Cancelled,
               CAST(COALESCE(SUM(d.usage_bytes), 0) AS BIGINT) AS UsageBytes
        FROM collections c LEFT JOIN documents d ON d.tenant_id = c.tenant_id AND d.collection_id = c.collection_id
        WHERE c.tenant_id = @tenant
        """;

    private const string Group = "GROUP BY c.collection_id, c.name, c.metadata, c.created_at, c.last_active_at";

    /// <summary>Adds a collection.</summary>
    public Task AddAsync(TenantId tenant, CollectionRecord collection, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            "INSERT INTO collections (tenant_id, collection_id, name, metadata, created_at, last_active_at) VALUES (@tenant, @Id, @Name, @metadata, @now, @now)",
            new { tenant = tenant.Value, collection.Id, collection.Name, metadata = JsonSerializer.Serialize(collection.Metadata), now = collection.CreatedAt.ToUnixTimeMilliseconds() }),
        cancellationToken);

    /// <summary>A collection; null when the tenant has none of that id.</summary>
    public Task<CollectionRecord?> FindAsync(TenantId tenant, string collectionId, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => Map(await connection.QuerySingleOrDefaultAsync<Row>(
            $"{Select} AND c.collection_id = @collectionId {Group}", new { tenant = tenant.Value, collectionId })),
        cancellationToken);

    /// <summary>The tenant's oldest collection of a name; null when there is none.</summary>
    public Task<CollectionRecord?> FindByNameAsync(TenantId tenant, string name, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => Map(await connection.QueryFirstOrDefaultAsync<Row>(
            $"{Select} AND c.name = @name {Group} ORDER BY c.collection_id {database.Sql.Limit("@one")}", new { tenant = tenant.Value, name, one = 1 })),
        cancellationToken);

    /// <summary>A page of collections by time of creation.</summary>
    public Task<Page<CollectionRecord>> ListAsync(TenantId tenant, PageQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection =>
        {
            var page = IdPages.For(database.Sql, "c.collection_id", query);
            var rows = (await connection.QueryAsync<Row>(
                $"{Select} {page.Where} {Group} {page.OrderAndLimit}", page.With(new { tenant = tenant.Value }))).AsList();
            return page.Page(rows, r => Map(r)!);
        },
        cancellationToken);

    /// <summary>Renames a collection or replaces its notes; false when there is none.</summary>
    public Task<bool> UpdateAsync(TenantId tenant, string collectionId, string? name, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync(
            """
            UPDATE collections SET name = COALESCE(@name, name), metadata = COALESCE(@metadata, metadata), last_active_at = @now
            WHERE tenant_id = @tenant AND collection_id = @collectionId
            """,
            new { tenant = tenant.Value, collectionId, name, metadata = metadata is null ? null : JsonSerializer.Serialize(metadata), now = clock.GetUtcNow().ToUnixTimeMilliseconds() }) == 1,
        cancellationToken);

    /// <summary>Removes a collection and the descriptions of its documents; false when there is none.</summary>
    public Task<bool> DeleteAsync(TenantId tenant, string collectionId, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync(
            "DELETE FROM collections WHERE tenant_id = @tenant AND collection_id = @collectionId", new { tenant = tenant.Value, collectionId }) == 1,
        cancellationToken);

    private static CollectionRecord? Map(Row? row) => row is null
        ? null
        : new CollectionRecord
        {
            Id = row.Id,
            Name = row.Name,
            Metadata = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Metadata)!,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            LastActiveAt = DateTimeOffset.FromUnixTimeMilliseconds(row.LastActiveAt),
            InProgress = (int)row.InProgress,
            Completed = (int)row.Completed,
            Failed = (int)row.Failed,
            Cancelled = (int)row.Cancelled,
            UsageBytes = row.UsageBytes,
        };

    // Settable, not positional: of an empty page SQLite does not know the types of the sums, and Dapper finds no constructor.
    private sealed record Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string Metadata { get; init; } = "";

        public long CreatedAt { get; init; }

        public long LastActiveAt { get; init; }

        public long InProgress { get; init; }

        public long Completed { get; init; }

        public long Failed { get; init; }

        public long Cancelled { get; init; }

        public long UsageBytes { get; init; }
    }
}
