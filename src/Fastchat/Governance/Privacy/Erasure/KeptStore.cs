using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>Counts what an erasure leaves on purpose, for its certificate.</summary>
public sealed class KeptStore(Database database)
{
    /// <summary>Records in the operator's own chain that name a tenant's id: they are his, and a chain cannot lose a link.</summary>
    public Task<long> OperatorRecordsAsync(TenantId tenant, CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        connection => connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM audit_records WHERE tenant_id = 'operator' AND resources LIKE @pattern", new { pattern = $"%{tenant.Value}%" }),
        cancellationToken);

    /// <summary>Records in a tenant's chain whose actor is a user, or that hold his name.</summary>
    public Task<long> RecordsOfUserAsync(TenantId tenant, string user, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        connection => connection.ExecuteScalarAsync<long>(
            """
            SELECT COUNT(*) FROM audit_records WHERE tenant_id = @tenant
               AND (actor = @user OR actor = @prefixed OR resources LIKE @pattern ESCAPE '!' OR facts LIKE @pattern ESCAPE '!' OR policy LIKE @pattern ESCAPE '!')
            """,
            new { tenant = tenant.Value, user, prefixed = $"user:{user}", pattern = $"%{Escape(user)}%" }),
        cancellationToken);

    private static string Escape(string text) => text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal)
        .Replace("_", "!_", StringComparison.Ordinal).Replace("[", "![", StringComparison.Ordinal);
}
