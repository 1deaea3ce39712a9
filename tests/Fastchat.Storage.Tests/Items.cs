using System.Data.Common;
using Dapper;
using Fastchat.Storage.Sqlite;

namespace Fastchat.Storage;

/// <summary>The one table of these tests, and the statements that they need of it.</summary>
internal static class Items
{
    public static MigrationSet Schema { get; } =
        MigrationSet.FromScripts([("001_items.sql", "CREATE TABLE items (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")]);

    public static Task<SqliteDatabase> OpenAsync(CancellationToken ct, string path = SqliteOptions.InMemory) =>
        SqliteDatabase.OpenAsync(new SqliteOptions { Path = path }, Schema, ct);

    public static Task<int> InsertAsync(DbConnection connection, int id) =>
        connection.ExecuteAsync("INSERT INTO items (id, text) VALUES (@id, 'an item')", new { id });

    public static Task<List<int>> IdsAsync(SqliteDatabase database, CancellationToken ct) =>
        database.ReadAsync(async connection => (await connection.QueryAsync<int>("SELECT id FROM items ORDER BY id")).AsList(), ct);
}
