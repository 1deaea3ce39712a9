using Fastchat.Storage.Sqlite;

namespace Fastchat.Storage.Postgres;

/// <summary>PostgreSQL's way to say it.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    public override string LockedTable => "";

    public override string ForUpdate => " FOR UPDATE";

    public override string Limit(string parameter) => $"LIMIT {parameter}";

    // The driver binds an array as one parameter.
    public override string In(string column, string parameter) => $"{column} = ANY({parameter})";

    public override string InsertNew(string table, string key, params IReadOnlyList<(string Column, string Value)> row) => SqliteDialect.InsertOnConflict(table, key, row);

    public override string Pick(string sqlite, string postgres, string sqlServer) => postgres;
}
