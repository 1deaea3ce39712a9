using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Privacy.Retention;

/// <summary>When tenants are due to be looked through.</summary>
public sealed class RetentionStore(Database database, TimeProvider clock)
{
    private readonly string _add = database.Sql.InsertNew("retention_sweeps", "tenant_id", ("tenant_id", "@tenant"), ("due_at", "0"));

    /// <summary>Takes a tenant that is due, and makes it due again after a while; false when it is not, or another node took it.</summary>
    public Task<bool> TryTakeAsync(TenantId tenant, TimeSpan every, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var row = new { tenant = tenant.Value, now, next = now + (long)every.TotalMilliseconds };
            await connection.ExecuteAsync(_add, row);
            return await connection.ExecuteAsync("UPDATE retention_sweeps SET due_at = @next WHERE tenant_id = @tenant AND due_at <= @now", row) == 1;
        },
        cancellationToken);
}
