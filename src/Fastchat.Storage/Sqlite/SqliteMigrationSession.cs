using System.Data.Common;
using Dapper;
using Fastchat.Storage.Migrations;

namespace Fastchat.Storage.Sqlite;

/// <summary>The writer's connection as a migrator uses it: its transactions hold the file's one write lock.</summary>
internal sealed class SqliteMigrationSession(SqliteSession session) : MigrationSession
{
    public override DbConnection Connection => session.Connection;

    public override string DatabaseName => session.Connection.DataSource;

    public override Task PrepareAsync() => Connection.ExecuteAsync("""
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version    INTEGER PRIMARY KEY,
            name       TEXT NOT NULL,
            checksum   TEXT NOT NULL,
            applied_at INTEGER NOT NULL -- Unix time in milliseconds
        )
        """);

    public override Task BeginAsync()
    {
        session.Begin();
        return Task.CompletedTask;
    }

    public override Task CommitAsync()
    {
        session.Commit();
        return Task.CompletedTask;
    }
}
