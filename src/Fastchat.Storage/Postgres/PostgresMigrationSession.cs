using System.Data.Common;
using Dapper;
using Fastchat.Storage.Migrations;
using Npgsql;

namespace Fastchat.Storage.Postgres;

/// <summary>Migrates as the login itself, which owns the tables; an advisory lock lets one node at a time.</summary>
internal sealed class PostgresMigrationSession(NpgsqlConnection connection) : MigrationSession
{
    // Any number that nobody else takes: "fastchat" as ASCII.
    private const string Lock = "SELECT pg_advisory_xact_lock(7377304690034893172)";

    public override DbConnection Connection => connection;

    public override string DatabaseName => $"{connection.Host}:{connection.Port}/{connection.Database}";

    public override async Task PrepareAsync()
    {
        await BeginAsync();
        await Connection.ExecuteAsync("""
            CREATE TABLE IF NOT EXISTS schema_migrations (
                version    BIGINT PRIMARY KEY,
                name       TEXT NOT NULL,
                checksum   TEXT NOT NULL,
                applied_at BIGINT NOT NULL -- Unix time in milliseconds
            )
            """);
        await CommitAsync();
    }

    // A migration may move rows of any tenant, and the rows' guard binds the owner too.
    public override Task BeginAsync() => Connection.ExecuteAsync($"BEGIN; SET LOCAL fastchat.tenant = '{StorageScope.Operator.Value}'; {Lock}");

    public override Task CommitAsync() => Connection.ExecuteAsync("COMMIT");
}
