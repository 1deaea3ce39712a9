using System.Data.Common;
using Dapper;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Storage;
using Google.Protobuf;

namespace Fastchat.Governance.Tenants;

/// <summary>Tenants and their settings. The one store whose caller is the operator, and so the one without a scope.</summary>
public sealed class TenantStore(Database database, TimeProvider clock)
{
    private const string Topic = "tenants";
    private const string Columns = "tenant_id AS Id, name AS Name, config AS Config, created_at AS CreatedAt, display_name AS DisplayName, status AS Status";

    /// <summary>Tells whose settings have changed, on this node or another; null when anybody's may have.</summary>
    public IDisposable Watch(Action<TenantId?> changed) => database.Changes.Subscribe(Topic, key => changed(key is null ? null : new TenantId(key)));

    /// <summary>Makes a tenant; null when the name is taken.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="config">Its settings.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="displayName">What people call it.</param>
    /// <param name="also">Done in the same transaction: a tenant without a key would be a name that is lost.</param>
    public Task<TenantRecord?> AddAsync(string name, TenantConfig config, CancellationToken cancellationToken, string displayName = "", Func<DbConnection, TenantId, Task>? also = null)
    {
        var created = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var tenant = new TenantRecord(TenantId.New(), name, config, created, displayName, TenantStatus.Active);
        return database.WriteAsync(
            StorageScope.Operator,
            async connection =>
            {
                var added = await connection.ExecuteAsync(
                    database.Sql.InsertNew("tenants", "name", ("tenant_id", "@id"), ("name", "@name"), ("config", "@config"), ("created_at", "@created"), ("display_name", "@displayName")),
                    new { id = tenant.Id.Value, name, config = config.ToByteArray(), displayName, created = tenant.CreatedAt.ToUnixTimeMilliseconds() });
                if (added == 0) return null;
                if (also is not null) await also(connection, tenant.Id);
                return tenant;
            },
            cancellationToken);
    }

    /// <summary>A tenant by id.</summary>
    public async Task<TenantRecord?> FindAsync(TenantId id, CancellationToken cancellationToken) => !id.IsWellFormed ? null : await database.ReadAsync(
        StorageScope.Operator,
        async connection => Map(await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM tenants WHERE tenant_id = @id", new { id = id.Value })),
        cancellationToken);

    /// <summary>A tenant by name.</summary>
    public Task<TenantRecord?> FindByNameAsync(string name, CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        async connection => Map(await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM tenants WHERE name = @name", new { name })),
        cancellationToken);

    /// <summary>A page of tenants, newest first.</summary>
    public Task<Page<TenantRecord>> ListAsync(int limit, string? after, CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        async connection =>
        {
            var rows = (await connection.QueryAsync<Row>(
                $"""
                SELECT {Columns} FROM tenants
                WHERE @after IS NULL OR created_at < (SELECT created_at FROM tenants WHERE tenant_id = @after)
                   OR (created_at = (SELECT created_at FROM tenants WHERE tenant_id = @after) AND tenant_id < @after)
                ORDER BY created_at DESC, tenant_id DESC {database.Sql.Limit("@take")}
                """,
                new { after, take = limit + 1 })).AsList();
            return Page<TenantRecord>.Of(rows, limit, r => Map(r)!);
        },
        cancellationToken);

    /// <summary>Renames a tenant or changes whether it is served; null for what stays. Null when there is no such tenant.</summary>
    public Task<TenantRecord?> UpdateAsync(TenantId id, string? displayName, TenantStatus? status, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection =>
        {
            await connection.ExecuteAsync(
                "UPDATE tenants SET display_name = COALESCE(@displayName, display_name), status = COALESCE(@status, status) WHERE tenant_id = @id",
                new { id = id.Value, displayName, status = status?.ToString().ToLowerInvariant() });
            if (status == TenantStatus.Active && await connection.ExecuteScalarAsync<int?>("SELECT 1 FROM erasures WHERE tenant_id = @id AND kind = 'tenant'", new { id = id.Value }) is not null)
                throw new FastchatException(ErrorReason.TenantErased, "The tenant is being erased.", "tenant_id");
            return Map(await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM tenants WHERE tenant_id = @id", new { id = id.Value }));
        },
        cancellationToken,
        new Change(Topic, id.Value));

    /// <summary>Merges settings into a tenant's: what is set replaces, what is absent stays. Null when there is no such tenant.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE for settings that are right alone and wrong together.</exception>
    public Task<TenantRecord?> MergeConfigAsync(TenantId id, TenantConfig change, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection =>
        {
            var tenant = Map(await connection.QuerySingleOrDefaultAsync<Row>(
                $"SELECT {Columns} FROM tenants{database.Sql.LockedTable} WHERE tenant_id = @id{database.Sql.ForUpdate}", new { id = id.Value }));
            if (tenant is null) return null;
            TenantRules.Merge(tenant.Config, change);
            TenantRules.Check(tenant.Config);
            await connection.ExecuteAsync("UPDATE tenants SET config = @config WHERE tenant_id = @id", new { id = id.Value, config = tenant.Config.ToByteArray() });
            return tenant;
        },
        cancellationToken,
        new Change(Topic, id.Value));

    /// <summary>Suspends a tenant within a transaction of the caller's, who then calls <see cref="AnnounceAsync"/>.</summary>
    public static Task SuspendAsync(DbConnection connection, TenantId id) =>
        connection.ExecuteAsync("UPDATE tenants SET status = 'suspended' WHERE tenant_id = @id", new { id = id.Value });

    /// <summary>Removes a tenant with the rows that hang on it; one that is not there is no error.</summary>
    public Task RemoveAsync(TenantId id, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        connection => connection.ExecuteAsync("DELETE FROM tenants WHERE tenant_id = @id", new { id = id.Value }),
        cancellationToken,
        ChangeOf(id));

    /// <summary>Tells every node to forget what it remembers of a tenant.</summary>
    public Task AnnounceAsync(TenantId id, CancellationToken cancellationToken) =>
        database.WriteAsync(StorageScope.Operator, _ => Task.CompletedTask, cancellationToken, ChangeOf(id));

    private static Change ChangeOf(TenantId id) => new(Topic, id.Value);

    private static TenantRecord? Map(Row? row) => row is null
        ? null
        : new TenantRecord(new TenantId(row.Id), row.Name, TenantConfig.Parser.ParseFrom(row.Config), DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            row.DisplayName, Enum.Parse<TenantStatus>(row.Status, ignoreCase: true));

    private sealed record Row(string Id, string Name, byte[] Config, long CreatedAt, string DisplayName, string Status);
}
