using System.Data.Common;
using Dapper;

namespace Fastchat.Storage.Migrations;

/// <summary>Applies what a database lacks of its migrations, each in its own transaction, and refuses what does not fit.</summary>
internal sealed class Migrator(MigrationSession session, MigrationSet migrations, TimeProvider timeProvider)
{
    private readonly DbConnection _connection = session.Connection;

    public async Task ApplyAsync(CancellationToken ct)
    {
        await session.PrepareAsync();
        while (await FindNextAsync() is not null)
        {
            ct.ThrowIfCancellationRequested();
            await session.BeginAsync();

            // Asked again under the lock: another process may be migrating the same database.
            if (await FindNextAsync() is { } next) await ApplyAsync(next);
            await session.CommitAsync();
        }
    }

    private async Task ApplyAsync(Migration migration)
    {
        try
        {
            await _connection.ExecuteAsync(migration.Sql);
        }
        catch (DbException error)
        {
            throw new MigrationException($"The migration {migration} of '{session.DatabaseName}' failed: {error.Message}", error);
        }

        await _connection.ExecuteAsync(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (@Version, @Name, @Checksum, @AppliedAt)",
            new { migration.Version, migration.Name, migration.Checksum, AppliedAt = timeProvider.GetUtcNow().ToUnixTimeMilliseconds() });
    }

    private async Task<Migration?> FindNextAsync()
    {
        var applied = (await _connection.QueryAsync<AppliedMigration>(
            "SELECT version, name, checksum FROM schema_migrations ORDER BY version")).AsList();
        for (var index = 0; index < applied.Count; index++) Verify(applied[index], expectedVersion: index + 1);
        return applied.Count < migrations.LatestVersion ? migrations[applied.Count + 1] : null;
    }

    private void Verify(AppliedMigration applied, int expectedVersion)
    {
        if (applied.Version > migrations.LatestVersion)
            throw new MigrationException(
                $"The database '{session.DatabaseName}' is newer than this build: it has the migration {applied}, and this build knows "
                + $"{migrations.LatestVersion:D3} as the latest. Run the newer build, or restore a backup from before it.");
        if (applied.Version != expectedVersion)
            throw new MigrationException($"The database '{session.DatabaseName}' records the migration {applied} but not {expectedVersion:D3}.");
        if (applied.Checksum != migrations[expectedVersion].Checksum)
            throw new MigrationException(
                $"The migration {migrations[expectedVersion]} was changed after the database '{session.DatabaseName}' had applied it. "
                + "Restore its text, and put the change into a new migration.");
    }
}
