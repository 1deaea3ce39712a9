using Fastchat.Storage.Sqlite;
using Dapper;
using Xunit;

namespace Fastchat.Storage;

public sealed class SqliteDatabaseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_OptionsWithSeveralMistakes_NamesThemAll()
    {
        var options = new SqliteOptions { Path = " ", ReadConnections = 0, WriteGroupLimit = 0, WriteQueueCapacity = 0, BusyTimeout = TimeSpan.Zero };

        var error = await Assert.ThrowsAsync<ArgumentException>(() => SqliteDatabase.OpenAsync(options, Items.Schema, Ct));

        Assert.All(
            ["Path", "ReadConnections", "WriteGroupLimit", "WriteQueueCapacity", "BusyTimeout"],
            name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_MissingFolder_IsMade()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(Path.GetDirectoryName(folder.DatabasePath)!, "a", "b", "test.db");

        await using var database = await Items.OpenAsync(Ct, path);

        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task Read_AfterWrite_SeesIt()
    {
        await using var database = await Items.OpenAsync(Ct);

        var changed = await database.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct);

        Assert.Equal(1, changed);
        Assert.Equal([1], await Items.IdsAsync(database, Ct));
    }

    [Fact]
    public async Task Read_WhileAWriteIsRunning_AnswersFromBeforeIt()
    {
        await using var database = await Items.OpenAsync(Ct);
        var written = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var write = database.WriteAsync(
            async connection =>
            {
                await Items.InsertAsync(connection, 1);
                written.SetResult();
                await release.Task;
            },
            Ct);
        await written.Task;

        var during = await Items.IdsAsync(database, Ct);
        release.SetResult();
        await write;

        Assert.Empty(during);
        Assert.Equal([1], await Items.IdsAsync(database, Ct));
    }

    [Fact]
    public async Task Read_TwoStatements_SeeOneState()
    {
        await using var database = await Items.OpenAsync(Ct);

        var counts = await database.ReadAsync(
            async connection =>
            {
                var before = await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM items");
                await database.WriteAsync(writer => Items.InsertAsync(writer, 1), Ct);
                return (before, After: await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM items"));
            },
            Ct);

        Assert.Equal((0, 0), counts);
        Assert.Equal([1], await Items.IdsAsync(database, Ct));
    }

    [Fact]
    public async Task Read_AsManyAsConnections_RunAtOnce()
    {
        var options = new SqliteOptions { Path = SqliteOptions.InMemory, ReadConnections = 3 };
        await using var database = await SqliteDatabase.OpenAsync(options, Items.Schema, Ct);
        var running = 0;
        var allRun = new TaskCompletionSource();

        // None ends before the third has begun.
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => database.ReadAsync(
            async connection =>
            {
                if (Interlocked.Increment(ref running) == 3) allRun.SetResult();
                await allRun.Task.WaitAsync(Ct);
                return await connection.ExecuteScalarAsync<int>("SELECT 1");
            },
            Ct)));

        Assert.Equal(3, running);
    }

    [Fact]
    public async Task Read_ThatWrites_IsRefused()
    {
        await using var database = await Items.OpenAsync(Ct);

        var error = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
            () => database.ReadAsync(connection => Items.InsertAsync(connection, 1), Ct));

        Assert.Contains("readonly", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AfterOneThatFailed_SeesTheNewestState()
    {
        var options = new SqliteOptions { Path = SqliteOptions.InMemory, ReadConnections = 1 };
        await using var database = await SqliteDatabase.OpenAsync(options, Items.Schema, Ct);
        await database.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct);

        // The reader left open would hold its connection to the state it has begun to read.
        await Assert.ThrowsAsync<FormatException>(() => database.ReadAsync<int>(
            async connection =>
            {
                var reader = await connection.ExecuteReaderAsync("SELECT id FROM items UNION ALL SELECT 2");
                await reader.ReadAsync(Ct);
                throw new FormatException();
            },
            Ct));
        await database.WriteAsync(connection => Items.InsertAsync(connection, 2), Ct);

        Assert.Equal([1, 2], await Items.IdsAsync(database, Ct));
    }

    [Fact]
    public async Task Read_InsideARead_IsRefused()
    {
        await using var database = await Items.OpenAsync(Ct);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => database.ReadAsync(_ => Items.IdsAsync(database, Ct), Ct));

        Assert.Contains("inside a read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_CancelledWhileWaitingForAConnection_GivesUp()
    {
        var options = new SqliteOptions { Path = SqliteOptions.InMemory, ReadConnections = 1 };
        await using var database = await SqliteDatabase.OpenAsync(options, Items.Schema, Ct);
        var release = new TaskCompletionSource<int>();
        var held = database.ReadAsync(_ => release.Task, Ct);
        using var cancellation = new CancellationTokenSource();

        var waiting = database.ReadAsync(_ => Task.FromResult(2), cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        release.SetResult(1);
        Assert.Equal(1, await held);
    }

    [Fact]
    public async Task InMemory_TwoDatabases_ShareNothingAndLeaveNothing()
    {
        var first = await Items.OpenAsync(Ct);
        var second = await Items.OpenAsync(Ct);
        await first.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct);

        Assert.Empty(await Items.IdsAsync(second, Ct));
        await first.DisposeAsync();
        await second.DisposeAsync();
        Assert.All([first.Path, second.Path], path => Assert.False(Directory.Exists(Path.GetDirectoryName(path))));
    }

    [Fact]
    public async Task FullTextSearch_Fts5_IsThere()
    {
        var schema = MigrationSet.FromScripts([("001_search.sql", "CREATE VIRTUAL TABLE chunks USING fts5(text)")]);
        await using var database = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = SqliteOptions.InMemory }, schema, Ct);
        await database.WriteAsync(
            connection => connection.ExecuteAsync("INSERT INTO chunks (text) VALUES ('a red fox'), ('a grey wolf'), ('fox, fox and fox')"), Ct);

        var found = await database.ReadAsync(
            connection => connection.QueryAsync<string>("SELECT text FROM chunks WHERE chunks MATCH 'fox' ORDER BY bm25(chunks)"), Ct);

        Assert.Equal(["fox, fox and fox", "a red fox"], found);
    }

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("foreign_keys", "1")]
    [InlineData("synchronous", "1")]
    [InlineData("temp_store", "2")]
    [InlineData("busy_timeout", "5000")]
    public async Task Connections_Settings_AreThoseOfTheHouse(string pragma, string expected)
    {
        await using var database = await Items.OpenAsync(Ct);

        var writer = await database.WriteAsync(connection => connection.ExecuteScalarAsync<string>($"PRAGMA {pragma}"), Ct);
        var reader = await database.ReadAsync(connection => connection.ExecuteScalarAsync<string>($"PRAGMA {pragma}"), Ct);

        Assert.Equal(expected, writer);
        // A reader never syncs: its value is the engine's own and of no matter.
        if (pragma != "synchronous") Assert.Equal(expected, reader);
    }
}
