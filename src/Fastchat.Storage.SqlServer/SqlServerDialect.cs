namespace Fastchat.Storage.SqlServer;

/// <summary>SQL Server's way to say it (2019 and later).</summary>
internal sealed class SqlServerDialect : SqlDialect
{
    public override string LockedTable => " WITH (UPDLOCK, ROWLOCK)";

    public override string ForUpdate => "";

    public override string Limit(string parameter) => $"OFFSET 0 ROWS FETCH NEXT {parameter} ROWS ONLY";

    public override string In(string column, string parameter) => $"{column} IN {parameter}";

    // The locks hold the place of a row that is not there, so that two cannot both find it free.
    public override string InsertNew(string table, string key, params IReadOnlyList<(string Column, string Value)> row)
    {
        var values = row.ToDictionary(r => r.Column, r => r.Value, StringComparer.Ordinal);
        var same = string.Join(" AND ", key.Split(", ").Select(column => $"{column} = {values[column]}"));
        return $"""
            INSERT INTO {table} ({string.Join(", ", row.Select(r => r.Column))}) SELECT {string.Join(", ", row.Select(r => r.Value))}
            WHERE NOT EXISTS (SELECT 1 FROM {table} WITH (UPDLOCK, HOLDLOCK) WHERE {same})
            """;
    }

    public override string Pick(string sqlite, string postgres, string sqlServer) => sqlServer;
}
