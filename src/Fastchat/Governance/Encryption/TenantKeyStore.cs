using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Encryption;

/// <summary>Tenants' data keys, wrapped, and which nodes still keep something of their own that was encrypted with one.</summary>
public sealed class TenantKeyStore(Database database, TimeProvider clock)
{
    private const string Topic = "tenant_keys";
    private const string Columns = "tenant_id AS Tenant, version AS Version, key_id AS KeyId, wrapped AS Wrapped, created_at AS CreatedAt, destroyed_at AS DestroyedAt";

    private readonly string _insert = database.Sql.InsertNew("tenant_keys", "tenant_id, version",
        ("tenant_id", "@tenant"), ("version", "@version"), ("key_id", "@keyId"), ("wrapped", "@wrapped"), ("created_at", "@now"));

    private readonly string _hold = database.Sql.InsertNew("tenant_key_holders", "tenant_id, version, node",
        ("tenant_id", "@tenant"), ("version", "@version"), ("node", "@node"));

    /// <summary>Tells whose keys have changed, on this node or another; null when anybody's may have.</summary>
    public IDisposable Watch(Action<TenantId?> changed) => database.Changes.Subscribe(Topic, key => changed(key is null ? null : new TenantId(key)));

    /// <summary>All versions of a tenant's key, oldest first.</summary>
    public Task<IReadOnlyList<TenantKeyRecord>> ListAsync(TenantId tenant, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => (IReadOnlyList<TenantKeyRecord>)[.. (await connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM tenant_keys WHERE tenant_id = @tenant ORDER BY version", new { tenant = tenant.Value })).Select(Map)],
        cancellationToken);

    /// <summary>A page of all tenants' keys, by tenant and version.</summary>
    /// <param name="after">The last one seen; null for the start.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Page<TenantKeyRecord>> ListAllAsync((TenantId Tenant, int Version)? after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        async connection =>
        {
            var rows = (await connection.QueryAsync<Row>(
                $"""
                SELECT {Columns} FROM tenant_keys WHERE tenant_id > @tenant OR (tenant_id = @tenant AND version > @version)
                ORDER BY tenant_id, version {database.Sql.Limit("@take")}
                """,
                new { tenant = after?.Tenant.Value ?? "", version = after?.Version ?? 0, take = limit + 1 })).AsList();
            return Page<TenantKeyRecord>.Of(rows, limit, Map);
        },
        cancellationToken);

    /// <summary>One key of each key-encryption key that is in use.</summary>
    public Task<IReadOnlyList<TenantKeyRecord>> ListOnePerKeyIdAsync(CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        async connection => (IReadOnlyList<TenantKeyRecord>)[.. (await connection.QueryAsync<Row>(
            $"""
            SELECT {Columns} FROM tenant_keys WHERE destroyed_at IS NULL AND tenant_id = (
                SELECT MIN(k.tenant_id) FROM tenant_keys k WHERE k.key_id = tenant_keys.key_id AND k.destroyed_at IS NULL)
            """)).Select(Map).DistinctBy(k => k.KeyId)],
        cancellationToken);

    /// <summary>Adds a version; false when another node was quicker.</summary>
    public Task<bool> AddAsync(TenantId tenant, int version, string keyId, byte[] wrapped, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync(_insert, new { tenant = tenant.Value, version, keyId, wrapped, now = Now }) == 1,
        cancellationToken,
        new Change(Topic, tenant.Value));

    /// <summary>Puts a key that is wrapped anew in the place of the same key wrapped before; false when it has changed meanwhile.</summary>
    public Task<bool> RewrapAsync(TenantKeyRecord key, string keyId, byte[] wrapped, CancellationToken cancellationToken) => database.WriteAsync(
        key.Tenant,
        async connection => await connection.ExecuteAsync(
            "UPDATE tenant_keys SET key_id = @keyId, wrapped = @wrapped WHERE tenant_id = @tenant AND version = @version AND key_id = @old AND destroyed_at IS NULL",
            new { tenant = key.Tenant.Value, version = key.Version, old = key.KeyId, keyId, wrapped }) == 1,
        cancellationToken,
        new Change(Topic, key.Tenant.Value));

    /// <summary>Destroys all versions of a tenant's key for ever; the emptied rows stay, so that no new key takes their place.</summary>
    public Task DestroyAsync(TenantId tenant, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            await connection.ExecuteAsync(_insert, new { tenant = tenant.Value, version = 1, keyId = "", wrapped = Array.Empty<byte>(), now = Now });
            await connection.ExecuteAsync(
                "UPDATE tenant_keys SET wrapped = @none, destroyed_at = @now WHERE tenant_id = @tenant AND destroyed_at IS NULL",
                new { tenant = tenant.Value, none = Array.Empty<byte>(), now = Now });
        },
        cancellationToken,
        new Change(Topic, tenant.Value));

    /// <summary>Removes a version that nothing needs any more; false when a node still holds something of it.</summary>
    public Task<bool> DropAsync(TenantId tenant, int version, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync(
            """
            DELETE FROM tenant_keys WHERE tenant_id = @tenant AND version = @version
               AND NOT EXISTS (SELECT 1 FROM tenant_key_holders h WHERE h.tenant_id = @tenant AND h.version = @version)
            """,
            new { tenant = tenant.Value, version }) == 1,
        cancellationToken,
        new Change(Topic, tenant.Value));

    /// <summary>Notes that a node keeps something of its own that was encrypted with a version.</summary>
    public Task HoldAsync(TenantId tenant, int version, string node, CancellationToken cancellationToken) => database.WriteAsync(
        tenant, connection => connection.ExecuteAsync(_hold, new { tenant = tenant.Value, version, node }), cancellationToken);

    /// <summary>Notes that a node keeps nothing any more that was encrypted with an older version.</summary>
    public Task ReleaseBeforeAsync(TenantId tenant, int version, string node, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            "DELETE FROM tenant_key_holders WHERE tenant_id = @tenant AND version < @version AND node = @node", new { tenant = tenant.Value, version, node }),
        cancellationToken);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static TenantKeyRecord Map(Row row) => new(
        new TenantId(row.Tenant), (int)row.Version, row.KeyId, row.Wrapped, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        row.DestroyedAt is { } destroyed ? DateTimeOffset.FromUnixTimeMilliseconds(destroyed) : null);

    private sealed record Row(string Tenant, long Version, string KeyId, byte[] Wrapped, long CreatedAt, long? DestroyedAt);
}
