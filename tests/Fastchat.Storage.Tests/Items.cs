using System.Data.Common;
using Dapper;

namespace Fastchat.Storage;

/// <summary>The one table of these tests, and the statements that they need of it.</summary>
internal static class Items
{
    public static MigrationSet Schema { get; } =
        MigrationSet.FromScripts([("001_items.sql", "CREATE TABLE items (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")]);

    public static Task<Database> OpenAsync(CancellationToken ct, string path = DatabaseOptions.InMemory) =>
        Database.OpenAsync(new DatabaseOptions { Path = path }, Schema, ct);

    public static Task<int> InsertAsync(DbConnection connection, int id) =>
        connection.ExecuteAsync("INSERT INTO items (id, text) VALUES (@id, 'an item')", new { id });

    public static Task<List<int>> IdsAsync(Database database, CancellationToken ct) =>
        database.ReadAsync(async connection => (await connection.QueryAsync<int>("SELECT id FROM items ORDER BY id")).AsList(), ct);
}
