using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Identity;

/// <summary>The keys of tenants, as hashes.</summary>
public sealed class ApiKeyStore(Database database, TimeProvider clock)
{
    /// <summary>Adds a key.</summary>
    public Task AddAsync(TenantId tenant, byte[] hash, string origin, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => AddAsync(connection, tenant, hash, origin), cancellationToken);

    /// <summary>Replaces the keys of one origin by a single one: a key taken out of the configuration stops working.</summary>
    public Task ReplaceAsync(TenantId tenant, byte[] hash, string origin, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync(
                "DELETE FROM api_keys WHERE tenant_id = @tenant AND origin = @origin AND hash <> @hash",
                new { tenant = tenant.Value, origin, hash });
            await AddAsync(connection, tenant, hash, origin);
        },
        cancellationToken);

    /// <summary>Whose key a hash belongs to; null for nobody's.</summary>
    public Task<Caller?> FindAsync(byte[] hash, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<(string Tenant, string Key)?>(
                "SELECT tenant_id, key_id FROM api_keys WHERE hash = @hash", new { hash });
            return row is { } found ? new Caller(new TenantId(found.Tenant), found.Key) : null;
        },
        cancellationToken);

    /// <summary>Adds a key within a transaction of the caller's.</summary>
    public Task AddAsync(DbConnection connection, TenantId tenant, byte[] hash, string origin) => connection.ExecuteAsync(
        """
        INSERT INTO api_keys (tenant_id, key_id, hash, origin, created_at) VALUES (@tenant, @key, @hash, @origin, @now)
        ON CONFLICT (hash) DO NOTHING
        """,
        new { tenant = tenant.Value, key = Ids.New(Ids.ApiKey, tenant, clock), hash, origin, now = clock.GetUtcNow().ToUnixTimeMilliseconds() });
}
