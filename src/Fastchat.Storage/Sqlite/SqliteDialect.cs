namespace Fastchat.Storage.Sqlite;

/// <summary>SQLite's way to say it.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public override string LockedTable => ""; // there is one writer

    public override string ForUpdate => "";

    public override string Limit(string parameter) => $"LIMIT {parameter}";

    public override string In(string column, string parameter) => $"{column} IN {parameter}";

    public override string InsertNew(string table, string key, params IReadOnlyList<(string Column, string Value)> row) => InsertOnConflict(table, key, row);

    public override string Pick(string sqlite, string postgres, string sqlServer) => sqlite;

    /// <summary>The clause that SQLite has from PostgreSQL.</summary>
    public static string InsertOnConflict(string table, string key, IReadOnlyList<(string Column, string Value)> row) =>
        $"INSERT INTO {table} ({string.Join(", ", row.Select(r => r.Column))}) VALUES ({string.Join(", ", row.Select(r => r.Value))}) ON CONFLICT ({key}) DO NOTHING";
}
