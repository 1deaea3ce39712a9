using Fastchat.Storage.Sqlite;
using System.Data.Common;
using Dapper;
using Xunit;

namespace Fastchat.Storage.Migrations;

public sealed class MigratorTests
{
    private static readonly (string, string) First = ("001_first.sql", "CREATE TABLE steps (name TEXT);\nINSERT INTO steps VALUES ('first');");
    private static readonly (string, string) Second = ("002_second.sql", "INSERT INTO steps VALUES ('second')");
    private static readonly (string, string) Third = ("003_third.sql", "INSERT INTO steps VALUES ('third')");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_NewDatabase_AppliesInTheOrderOfNumbersAndRecordsThem()
    {
        using var folder = new TemporaryFolder();
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
        var options = new SqliteOptions { Path = folder.DatabasePath, TimeProvider = new FixedTimeProvider(now) };

        await using var database = await SqliteDatabase.OpenAsync(options, MigrationSet.FromScripts([Third, First, Second]), Ct);

        Assert.Equal(["first", "second", "third"], await StepsAsync(database));
        var recorded = await database.ReadAsync(
            connection => connection.QueryAsync<(long, string, long)>("SELECT version, name, applied_at FROM schema_migrations ORDER BY version"), Ct);
        Assert.Equal([(1, "first", 1_700_000_000_123), (2, "second", 1_700_000_000_123), (3, "third", 1_700_000_000_123)], recorded);
    }

    [Fact]
    public async Task Open_DatabaseOfAnOlderBuild_AppliesOnlyTheNewOnes()
    {
        using var folder = new TemporaryFolder();
        await OpenAndCloseAsync(folder, First, Second);

        await using var database = await OpenAsync(folder, First, Second, Third);

        Assert.Equal(["first", "second", "third"], await StepsAsync(database));
    }

    [Fact]
    public async Task Open_ByManyAtOnce_AppliesEachOnce()
    {
        using var folder = new TemporaryFolder();

        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => OpenAsync(folder, First, Second, Third))));

        Assert.Equal(["first", "second", "third"], await StepsAsync(databases[0]));
        foreach (var database in databases) await database.DisposeAsync();
    }

    [Fact]
    public async Task Open_DatabaseOfANewerBuild_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await OpenAndCloseAsync(folder, First, Second, Third);

        var error = await Assert.ThrowsAsync<MigrationException>(() => OpenAsync(folder, First, Second));

        Assert.Contains("newer than this build", error.Message, StringComparison.Ordinal);
        Assert.Contains("003_third", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.DatabasePath, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AppliedMigrationWasChanged_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await OpenAndCloseAsync(folder, First, Second);

        var error = await Assert.ThrowsAsync<MigrationException>(() => OpenAsync(folder, First, ("002_second.sql", "SELECT 'changed'")));

        Assert.Contains("002_second was changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OnlyTheLineEndingsDiffer_IsTheSameMigration()
    {
        using var folder = new TemporaryFolder();
        await OpenAndCloseAsync(folder, First);

        await using var database = await OpenAsync(folder, (First.Item1, First.Item2.Replace("\n", "\r\n", StringComparison.Ordinal)));

        Assert.Equal(["first"], await StepsAsync(database));
    }

    [Fact]
    public async Task Open_RecordHasAGap_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using (var database = await OpenAsync(folder, First, Second, Third))
        {
            await database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM schema_migrations WHERE version = 2"), Ct);
        }

        var error = await Assert.ThrowsAsync<MigrationException>(() => OpenAsync(folder, First, Second, Third));

        Assert.Contains("003_third but not 002", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_MigrationFailsHalfWay_IsUndoneAndTriedAgainLater()
    {
        using var folder = new TemporaryFolder();
        await OpenAndCloseAsync(folder, First);

        var error = await Assert.ThrowsAsync<MigrationException>(
            () => OpenAsync(folder, First, ("002_second.sql", "INSERT INTO steps VALUES ('half'); INSERT INTO nowhere VALUES (1);")));
        await using var database = await OpenAsync(folder, First, Second);

        Assert.Contains("002_second", error.Message, StringComparison.Ordinal);
        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<DbException>(error.InnerException);
        Assert.Equal(["first", "second"], await StepsAsync(database));
    }

    private static Task<SqliteDatabase> OpenAsync(TemporaryFolder folder, params (string, string)[] scripts) =>
        SqliteDatabase.OpenAsync(new SqliteOptions { Path = folder.DatabasePath }, MigrationSet.FromScripts(scripts), Ct);

    private static async Task OpenAndCloseAsync(TemporaryFolder folder, params (string, string)[] scripts)
    {
        await using var database = await OpenAsync(folder, scripts);
    }

    private static Task<IEnumerable<string>> StepsAsync(SqliteDatabase database) =>
        database.ReadAsync(connection => connection.QueryAsync<string>("SELECT name FROM steps ORDER BY rowid"), Ct);
}
