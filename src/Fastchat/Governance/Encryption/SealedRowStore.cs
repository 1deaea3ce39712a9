using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Encryption;

/// <summary>A table with sealed columns: it has the columns <c>tenant_id</c> and <c>key_version</c>. The names are constants of stores.</summary>
/// <param name="database">Where it is.</param>
/// <param name="keys">The tenants' keys.</param>
/// <param name="table">Its name.</param>
/// <param name="id">The column that, with the tenant, names a row.</param>
/// <param name="columns">The sealed columns, of bytes or of text.</param>
public sealed class SealedRowStore(Database database, TenantKeys keys, string table, string id, params IReadOnlyList<string> columns) : ISealed
{
    private const int RowsAtOnce = 100;

    private readonly string _select =
        $"""
        SELECT {id} AS row_id, key_version AS key_version, {string.Join(", ", columns.Select(c => $"{c} AS {c}"))} FROM {table}{database.Sql.LockedTable}
        WHERE tenant_id = @tenant AND key_version < @version AND {id} > @after ORDER BY {id} {database.Sql.Limit("@take")}{database.Sql.ForUpdate}
        """;

    private readonly string _update =
        $"UPDATE {table} SET key_version = @version, {string.Join(", ", columns.Select(c => $"{c} = @{c}"))} WHERE tenant_id = @tenant AND {id} = @row";

    /// <inheritdoc />
    public bool IsLocal => false;

    /// <inheritdoc />
    public async Task<long> ReencryptAsync(TenantId tenant, int version, CancellationToken cancellationToken)
    {
        var count = 0L;
        var after = "";
        while (await IsBehindAsync(tenant, version, after, cancellationToken))
        {
            var (done, last) = await keys.UseAsync(tenant, cipher => RewriteAsync(cipher, tenant, after, cancellationToken), cancellationToken);
            count += done;
            if (last is null) break;
            after = last;
        }

        return count;
    }

    // A look that locks nothing and makes no key: most of the time there is nothing to do.
    private Task<bool> IsBehindAsync(TenantId tenant, int version, string after, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => await connection.ExecuteScalarAsync<long>(
            $"SELECT COUNT(*) FROM {table} WHERE tenant_id = @tenant AND key_version < @version AND {id} > @after", new { tenant = tenant.Value, version, after }) > 0,
        cancellationToken);

    private Task<(long Done, string? Last)> RewriteAsync(TenantCipher cipher, TenantId tenant, string after, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            var (done, last) = (0L, (string?)null);
            var rows = await connection.QueryAsync(_select, new { tenant = tenant.Value, version = cipher.Version, after, take = RowsAtOnce });
            foreach (IDictionary<string, object?> row in rows)
            {
                last = (string)row["row_id"]!;
                if (await RewriteAsync(connection, cipher, tenant, last, row)) done++;
            }

            return (done, last);
        },
        cancellationToken);

    private async Task<bool> RewriteAsync(DbConnection connection, TenantCipher cipher, TenantId tenant, string row, IDictionary<string, object?> values)
    {
        var parameters = new DynamicParameters(new { tenant = tenant.Value, row, version = cipher.Version });
        var version = Convert.ToInt64(values["key_version"], System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            foreach (var column in columns) parameters.Add(column, Reseal(cipher, new SealedPlace(table, column), row, values[column], version), values[column] is string ? System.Data.DbType.String : System.Data.DbType.Binary);
        }
        catch (FastchatException)
        {
            // Damaged, and logged as that: it must not keep the others from being sealed.
            return false;
        }

        return await connection.ExecuteAsync(_update, parameters) == 1;
    }

    private static object? Reseal(TenantCipher cipher, SealedPlace place, string row, object? stored, long version) => stored switch
    {
        byte[] bytes => cipher.Seal(place, row, cipher.Open(place, row, bytes, version)),
        string text => cipher.Seal(place, row, cipher.Open(place, row, text, version)),
        _ => null,
    };
}
