using Dapper;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;

namespace Fastchat.Webhooks;

/// <summary>The webhooks of tenants; their secrets are sealed.</summary>
public sealed class WebhookStore(Database database, TenantKeys keys, TimeProvider clock)
{
    /// <summary>How many a tenant may have.</summary>
    public const int Most = 100;

    private const string Table = "webhooks";
    private const string One = "WHERE tenant_id = @tenant AND webhook_id = @id";
    private const string Select = "SELECT webhook_id AS Id, url AS Url, event_types AS EventTypes, disabled_at AS DisabledAt, created_at AS CreatedAt, secret AS Secret, key_version AS KeyVersion FROM webhooks";
    private static readonly SealedPlace Secret = new(Table, "secret");

    /// <summary>What of it is sealed.</summary>
    public static SealedRowStore Sealed(Database database, TenantKeys keys) => new(database, keys, Table, "webhook_id", Secret.Column);

    /// <summary>Adds a webhook; null when the tenant has as many as it may have.</summary>
    public Task<WebhookRecord?> AddAsync(TenantId tenant, string url, IReadOnlyList<string> eventTypes, string secret, CancellationToken cancellationToken)
    {
        var id = Ids.New(Ids.Webhook, tenant, clock);
        return keys.UseAsync(
            tenant,
            cipher => database.WriteAsync(
                tenant,
                async connection =>
                {
                    if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM webhooks WHERE tenant_id = @tenant", new { tenant = tenant.Value }) >= Most) return null;
                    await connection.ExecuteAsync(
                        "INSERT INTO webhooks (tenant_id, webhook_id, url, event_types, secret, created_at, key_version) VALUES (@tenant, @id, @url, @types, @secret, @now, @version)",
                        new { tenant = tenant.Value, id, url, types = string.Join(' ', eventTypes), secret = cipher.Seal(Secret, id, secret), now = Now, version = cipher.Version });
                    return new WebhookRecord(id, url, eventTypes, IsEnabled: true, DateTimeOffset.FromUnixTimeMilliseconds(Now));
                },
                cancellationToken),
            cancellationToken);
    }

    /// <summary>A webhook; null when the tenant has none of that id.</summary>
    public Task<WebhookRecord?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => await connection.QuerySingleOrDefaultAsync<Row>($"{Select} {One}", new { tenant = tenant.Value, id }) is { } row ? Map(row) : null,
        cancellationToken);

    /// <summary>A webhook's secret; null when the tenant has none of that id.</summary>
    public Task<string?> FindSecretAsync(TenantId tenant, string id, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        async cipher => await database.ReadAsync(tenant, connection => connection.QuerySingleOrDefaultAsync<Row>($"{Select} {One}", new { tenant = tenant.Value, id }), cancellationToken) is { } row
            ? cipher.Open(Secret, id, row.Secret, row.KeyVersion)
            : null,
        cancellationToken);

    /// <summary>A page of webhooks.</summary>
    public Task<Page<WebhookRecord>> ListAsync(TenantId tenant, PageQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection =>
        {
            var pages = IdPages.For(database.Sql, "webhook_id", query);
            var rows = (await connection.QueryAsync<Row>($"{Select} WHERE tenant_id = @tenant {pages.Where} {pages.OrderAndLimit}", pages.With(new { tenant = tenant.Value }))).AsList();
            return pages.Page(rows, Map);
        },
        cancellationToken);

    /// <summary>Changes a webhook; null for what stays. Null when there is none.</summary>
    public Task<WebhookRecord?> UpdateAsync(TenantId tenant, string id, string? url, IReadOnlyList<string>? eventTypes, bool? enabled, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            var row = new { tenant = tenant.Value, id, url, types = eventTypes is null ? null : string.Join(' ', eventTypes), now = Now };
            if (url is not null) await connection.ExecuteAsync($"UPDATE webhooks SET url = @url {One}", row);
            if (eventTypes is not null) await connection.ExecuteAsync($"UPDATE webhooks SET event_types = @types {One}", row);
            if (enabled == true) await connection.ExecuteAsync($"UPDATE webhooks SET disabled_at = NULL {One}", row);
            if (enabled == false) await connection.ExecuteAsync($"UPDATE webhooks SET disabled_at = @now {One} AND disabled_at IS NULL", row);
            return await connection.QuerySingleOrDefaultAsync<Row>($"{Select} {One}", row) is { } changed ? Map(changed) : null;
        },
        cancellationToken);

    /// <summary>Gives a webhook another secret; false when there is none.</summary>
    public Task<bool> ReplaceSecretAsync(TenantId tenant, string id, string secret, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(
            tenant,
            async connection => await connection.ExecuteAsync(
                $"UPDATE webhooks SET secret = @secret, key_version = @version {One}", new { tenant = tenant.Value, id, secret = cipher.Seal(Secret, id, secret), version = cipher.Version }) == 1,
            cancellationToken),
        cancellationToken);

    /// <summary>Deletes a webhook with its deliveries; false when there is none.</summary>
    public Task<bool> DeleteAsync(TenantId tenant, string id, CancellationToken cancellationToken) => database.WriteAsync(
        tenant, async connection => await connection.ExecuteAsync($"DELETE FROM webhooks {One}", new { tenant = tenant.Value, id }) == 1, cancellationToken);

    /// <summary>What is said of a webhook that is not there.</summary>
    public static FastchatException NotFound(string id) => new(ErrorReason.WebhookNotFound, $"There is no webhook '{id}'.", "webhook_id");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static WebhookRecord Map(Row row) => new(row.Id, row.Url, row.EventTypes.Split(' '), row.DisabledAt is null, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));

    private sealed record Row(string Id, string Url, string EventTypes, long? DisabledAt, long CreatedAt, string Secret, long KeyVersion);
}
