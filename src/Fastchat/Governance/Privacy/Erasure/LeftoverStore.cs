using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>Looks into every table that the schema says has tenants' rows: no list of tables, so none can be forgotten.</summary>
public sealed class LeftoverStore(Database database)
{
    // The erasure's own record, which stays.
    private static readonly string[] Own = ["erasures", "erasure_nodes"];

    private readonly string _tables = database.Sql.Pick(
        sqlite: "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'tenant_id' ORDER BY m.name",
        postgres: "SELECT table_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND column_name = 'tenant_id' ORDER BY table_name",
        sqlServer: "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE COLUMN_NAME = 'tenant_id' ORDER BY TABLE_NAME");

    /// <summary>The tables that hold rows of tenants.</summary>
    public Task<IReadOnlyList<string>> TablesAsync(CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator, async connection => (IReadOnlyList<string>)(await connection.QueryAsync<string>(_tables)).AsList(), cancellationToken);

    /// <summary>How many rows of a tenant each table holds.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in (await TablesAsync(cancellationToken)).Except(Own)) counts[table] = await new RowStore(database, table).CountAsync(tenant, null, cancellationToken);
        return counts;
    }
}
