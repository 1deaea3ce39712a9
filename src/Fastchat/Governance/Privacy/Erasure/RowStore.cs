using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>The rows of a table, counted and deleted some at a time, so that nobody waits long for a lock. Names are constants of stores.</summary>
/// <param name="database">Where it is.</param>
/// <param name="table">Its name.</param>
/// <param name="condition">Which rows; all of the tenant's when empty.</param>
public sealed class RowStore(Database database, string table, string condition = "")
{
    private const int AtOnce = 1000;

    private readonly string _where = condition.Length == 0 ? "tenant_id = @tenant" : $"tenant_id = @tenant AND {condition}";

    // Only SQLite needs to know how its rows are told apart: some of its tables have no rowid.
    private readonly string _key = database.Sql.Pick(
        sqlite: $"SELECT group_concat(name, ', ') FROM pragma_table_info('{table}') WHERE pk > 0", postgres: "SELECT 'ctid'", sqlServer: "SELECT 'all'");

    /// <summary>The table.</summary>
    public string Table => table;

    /// <summary>How many there are.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="parameter">The condition's <c>@value</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<long> CountAsync(TenantId tenant, object? parameter, CancellationToken cancellationToken) => database.ReadAsync(
        tenant, connection => connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table} WHERE {_where}", new { tenant = tenant.Value, value = parameter }), cancellationToken);

    /// <summary>Deletes them all.</summary>
    public async Task DeleteAsync(TenantId tenant, object? parameter, CancellationToken cancellationToken)
    {
        while (await DeleteAsync(tenant, parameter, AtOnce, cancellationToken) == AtOnce)
        {
        }
    }

    /// <summary>Deletes some of them, and says how many.</summary>
    public Task<int> DeleteAsync(TenantId tenant, object? parameter, int most, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            var key = await connection.ExecuteScalarAsync<string>(_key);
            return await connection.ExecuteAsync(Delete(key!), new { tenant = tenant.Value, value = parameter, most });
        },
        cancellationToken);

    private string Delete(string key) => database.Sql.Pick(
        sqlite: $"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {_where} LIMIT @most)",
        postgres: $"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {_where} LIMIT @most))",
        sqlServer: $"DELETE TOP (@most) FROM {table} WHERE {_where}");
}
