using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Identity;

/// <summary>The keys of tenants, as hashes.</summary>
public sealed class ApiKeyStore(Database database, TimeProvider clock)
{
    private const string Topic = "keys";

    /// <summary>Tells whose keys have changed, on this node or another; null when anybody's may have.</summary>
    public IDisposable Watch(Action<TenantId?> changed) => database.Changes.Subscribe(Topic, key => changed(key is null ? null : new TenantId(key)));

    /// <summary>Adds a key.</summary>
    public Task AddAsync(TenantId tenant, byte[] hash, string origin, CancellationToken cancellationToken) =>
        database.WriteAsync(tenant, connection => AddAsync(connection, tenant, hash, origin), cancellationToken);

    /// <summary>Replaces the keys of two origins by a single one: a key taken out of the configuration stops working.</summary>
    /// <param name="tenant">Whose keys.</param>
    /// <param name="hash">The key that stays or comes.</param>
    /// <param name="origin">Its origin.</param>
    /// <param name="instead">The other origin, whose keys it takes the place of.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    public Task ReplaceAsync(TenantId tenant, byte[] hash, string origin, string instead, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            await connection.ExecuteAsync(
                "DELETE FROM api_keys WHERE tenant_id = @tenant AND origin IN (@origin, @instead) AND hash <> @hash",
                new { tenant = tenant.Value, origin, instead, hash });
            await AddAsync(connection, tenant, hash, origin);
        },
        cancellationToken,
        new Change(Topic, tenant.Value));

    /// <summary>Whose key a hash belongs to; null for nobody's.</summary>
    public Task<Caller?> FindAsync(byte[] hash, CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        async connection =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<(string Tenant, string Key)?>(
                "SELECT tenant_id, key_id FROM api_keys WHERE hash = @hash", new { hash });
            return row is { } found ? new Caller(new TenantId(found.Tenant), found.Key) : null;
        },
        cancellationToken);

    /// <summary>Adds a key within a transaction of the caller's.</summary>
    public Task AddAsync(DbConnection connection, TenantId tenant, byte[] hash, string origin) => connection.ExecuteAsync(
        database.Sql.InsertNew("api_keys", "hash", ("tenant_id", "@tenant"), ("key_id", "@key"), ("hash", "@hash"), ("origin", "@origin"), ("created_at", "@now")),
        new { tenant = tenant.Value, key = Ids.New(Ids.ApiKey, tenant, clock), hash, origin, now = clock.GetUtcNow().ToUnixTimeMilliseconds() });
}
