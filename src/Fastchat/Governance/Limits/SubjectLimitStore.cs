using Dapper;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Storage;
using Google.Protobuf;

namespace Fastchat.Governance.Limits;

/// <summary>The limits below tenants' own: what they are, not what is used up of them.</summary>
public sealed class SubjectLimitStore(Database database, TimeProvider clock)
{
    /// <summary>How many a tenant may have.</summary>
    public const int Most = 10_000;

    private const string Topic = "limits";
    private const string Columns = "subject AS Subject, settings AS Settings, updated_at AS UpdatedAt";

    private readonly string _insert = database.Sql.InsertNew("limits", "tenant_id, subject",
        ("tenant_id", "@tenant"), ("subject", "@subject"), ("settings", "@settings"), ("updated_at", "@now"));

    /// <summary>Tells whose limits have changed, on this node or another; null when anybody's may have.</summary>
    public IDisposable Watch(Action<TenantId?> changed) => database.Changes.Subscribe(Topic, key => changed(key is null ? null : new TenantId(key)));

    /// <summary>Sets a subject's limits. Null when the tenant has as many as it may have.</summary>
    public Task<SubjectLimit?> SetAsync(TenantId tenant, string subject, LimitSettings settings, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var row = new { tenant = tenant.Value, subject, settings = settings.ToByteArray(), now };
            if (await connection.ExecuteAsync("UPDATE limits SET settings = @settings, updated_at = @now WHERE tenant_id = @tenant AND subject = @subject", row) == 0)
            {
                if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM limits WHERE tenant_id = @tenant", row) >= Most) return null;
                await connection.ExecuteAsync(_insert, row);
            }

            return new SubjectLimit(subject, settings, DateTimeOffset.FromUnixTimeMilliseconds(now));
        },
        cancellationToken,
        new Change(Topic, tenant.Value));

    /// <summary>Lifts a subject's limits; false when it has none.</summary>
    public Task<bool> DeleteAsync(TenantId tenant, string subject, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync("DELETE FROM limits WHERE tenant_id = @tenant AND subject = @subject", new { tenant = tenant.Value, subject }) == 1,
        cancellationToken,
        new Change(Topic, tenant.Value));

    /// <summary>A page of a tenant's limits, by subject.</summary>
    public Task<Page<SubjectLimit>> ListAsync(TenantId tenant, int limit, string? after, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection =>
        {
            var rows = (await connection.QueryAsync<Row>(
                $"SELECT {Columns} FROM limits WHERE tenant_id = @tenant AND subject > @after ORDER BY subject {database.Sql.Limit("@take")}",
                new { tenant = tenant.Value, after = after ?? "", take = limit + 1 })).ToList();
            return Page<SubjectLimit>.Of(rows, limit, Map);
        },
        cancellationToken);

    /// <summary>All of a tenant's limits.</summary>
    public Task<IReadOnlyList<SubjectLimit>> AllAsync(TenantId tenant, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<SubjectLimit>>(
        tenant,
        async connection => [.. (await connection.QueryAsync<Row>($"SELECT {Columns} FROM limits WHERE tenant_id = @tenant", new { tenant = tenant.Value })).Select(Map)],
        cancellationToken);

    private static SubjectLimit Map(Row row) => new(row.Subject, LimitSettings.Parser.ParseFrom(row.Settings), DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt));

    private sealed record Row(string Subject, byte[] Settings, long UpdatedAt);
}
