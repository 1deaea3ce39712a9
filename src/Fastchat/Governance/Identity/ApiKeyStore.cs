using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Storage;

namespace Fastchat.Governance.Identity;

/// <summary>The keys of tenants, as hashes.</summary>
public sealed class ApiKeyStore(Database database, TimeProvider clock)
{
    private const string Topic = "keys";
    private const string Select =
        """
        SELECT tenant_id AS Tenant, key_id AS Id, name AS Name, role AS Role, scopes AS Scopes, hint AS Hint, created_at AS CreatedAt,
               expires_at AS ExpiresAt, last_used_at AS LastUsedAt, revoked_at AS RevokedAt, rotated_to AS RotatedTo,
               workspace_id AS WorkspaceId
        FROM api_keys
        """;

    private readonly string _insert = database.Sql.InsertNew("api_keys", "hash",
        ("tenant_id", "@tenant"), ("key_id", "@id"), ("hash", "@hash"), ("origin", "@origin"), ("name", "@name"), ("role", "@role"), ("scopes", "@scopes"),
        ("hint", "@hint"), ("created_at", "@created"), ("expires_at", "@expires"), ("workspace_id", "@workspace"));

    /// <summary>Tells whose keys have changed, on this node or another; null when anybody's may have.</summary>
    public IDisposable Watch(Action<TenantId?> changed) => database.Changes.Subscribe(Topic, key => changed(key is null ? null : new TenantId(key)));

    /// <summary>Adds a key.</summary>
    public Task AddAsync(ApiKeyRecord key, byte[] hash, string origin, CancellationToken cancellationToken) =>
        database.WriteAsync(key.Tenant, connection => AddAsync(connection, key, hash, origin), cancellationToken, Changed(key.Tenant));

    /// <summary>Adds an owner's key.</summary>
    public Task AddAsync(TenantId tenant, byte[] hash, string origin, CancellationToken cancellationToken) => AddAsync(Owner(tenant), hash, origin, cancellationToken);

    /// <summary>Adds an owner's key within a transaction of the caller's.</summary>
    public Task AddAsync(DbConnection connection, TenantId tenant, byte[] hash, string origin) => AddAsync(connection, Owner(tenant), hash, origin);

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
        Changed(tenant));

    /// <summary>The key of a hash, whoever's, and whether its tenant is served; null for nobody's.</summary>
    public Task<(ApiKeyRecord Key, bool Served)?> FindAsync(byte[] hash, CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        async connection =>
        {
            if (Map(await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE hash = @hash", new { hash })) is not { } key) return null;
            var status = await connection.ExecuteScalarAsync<string>("SELECT status FROM tenants WHERE tenant_id = @tenant", new { tenant = key.Tenant.Value });
            return ((ApiKeyRecord, bool)?)(key, status == "active");
        },
        cancellationToken);

    /// <summary>A key by id; null when the tenant has none of that id.</summary>
    public Task<ApiKeyRecord?> FindAsync(TenantId tenant, string keyId, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => Map(await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE tenant_id = @tenant AND key_id = @keyId", new { tenant = tenant.Value, keyId })),
        cancellationToken);

    /// <summary>A page of keys by time of making.</summary>
    public Task<Page<ApiKeyRecord>> ListAsync(TenantId tenant, PageQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection =>
        {
            var page = IdPages.For(database.Sql, "key_id", query);
            var rows = (await connection.QueryAsync<Row>($"{Select} WHERE tenant_id = @tenant {page.Where} {page.OrderAndLimit}", page.With(new { tenant = tenant.Value }))).AsList();
            return page.Page(rows, r => Map(r)!);
        },
        cancellationToken);

    /// <summary>Adds a key in the place of another, which ends at a time; false when the other is no longer as it was.</summary>
    public Task<bool> RotateAsync(ApiKeyRecord old, DateTimeOffset oldEndsAt, ApiKeyRecord fresh, byte[] hash, string origin, CancellationToken cancellationToken) => database.WriteAsync(
        old.Tenant,
        async connection =>
        {
            var ended = await connection.ExecuteAsync(
                """
                UPDATE api_keys SET expires_at = @ends, rotated_to = @fresh
                WHERE tenant_id = @tenant AND key_id = @id AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at >= @ends) AND rotated_to IS NULL
                """,
                new { tenant = old.Tenant.Value, id = old.Id, ends = oldEndsAt.ToUnixTimeMilliseconds(), fresh = fresh.Id });
            if (ended == 1) await AddAsync(connection, fresh, hash, origin);
            return ended == 1;
        },
        cancellationToken,
        Changed(old.Tenant));

    /// <summary>Ends a key for ever; one that was revoked keeps its time.</summary>
    public Task RevokeAsync(TenantId tenant, string keyId, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            "UPDATE api_keys SET revoked_at = @now WHERE tenant_id = @tenant AND key_id = @keyId AND revoked_at IS NULL", new { tenant = tenant.Value, keyId, now = Now }),
        cancellationToken,
        Changed(tenant));

    /// <summary>Notes when keys were last used.</summary>
    public Task UsedAsync(TenantId tenant, string keyId, DateTimeOffset at, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            "UPDATE api_keys SET last_used_at = @at WHERE tenant_id = @tenant AND key_id = @keyId AND (last_used_at IS NULL OR last_used_at < @at)",
            new { tenant = tenant.Value, keyId, at = at.ToUnixTimeMilliseconds() }),
        cancellationToken);

    private Task AddAsync(DbConnection connection, ApiKeyRecord key, byte[] hash, string origin) => connection.ExecuteAsync(
        _insert,
        new
        {
            tenant = key.Tenant.Value,
            id = key.Id,
            hash,
            origin,
            name = key.Name,
            role = Roles.Name(key.Role),
            scopes = string.Join(' ', key.Scopes),
            hint = key.Hint,
            created = key.CreatedAt.ToUnixTimeMilliseconds(),
            expires = key.ExpiresAt?.ToUnixTimeMilliseconds(),
            workspace = key.WorkspaceId,
        });

    private ApiKeyRecord Owner(TenantId tenant) => new() { Tenant = tenant, Id = Ids.New(Ids.ApiKey, tenant, clock), CreatedAt = clock.GetUtcNow() };

    private static Change Changed(TenantId tenant) => new(Topic, tenant.Value);

    private static ApiKeyRecord? Map(Row? row) => row is null
        ? null
        : new ApiKeyRecord
        {
            Tenant = new TenantId(row.Tenant),
            Id = row.Id,
            Name = row.Name,
            Role = Roles.Parse(row.Role),
            Scopes = row.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Hint = row.Hint,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            ExpiresAt = Time(row.ExpiresAt),
            LastUsedAt = Time(row.LastUsedAt),
            RevokedAt = Time(row.RevokedAt),
            RotatedTo = row.RotatedTo,
            WorkspaceId = row.WorkspaceId,
        };

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Row(
        string Tenant, string Id, string Name, string Role, string Scopes, string Hint, long CreatedAt, long? ExpiresAt, long? LastUsedAt, long? RevokedAt, string? RotatedTo,
        string WorkspaceId);
}
