using Fastchat.Storage.Sqlite;
using System.Data.Common;
using Xunit;

namespace Fastchat.Storage;

public sealed class SqliteDatabaseLifetimeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reopen_AfterDispose_FindsWhatWasWritten()
    {
        using var folder = new TemporaryFolder();
        await using (var database = await Items.OpenAsync(Ct, folder.DatabasePath))
        {
            await database.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct);
        }

        await using var reopened = await Items.OpenAsync(Ct, folder.DatabasePath);

        Assert.Equal([1], await Items.IdsAsync(reopened, Ct));
    }

    [Fact]
    public async Task SecondInstance_OnTheSameFile_ReadsAndWrites()
    {
        using var folder = new TemporaryFolder();
        await using var first = await Items.OpenAsync(Ct, folder.DatabasePath);
        await using var second = await Items.OpenAsync(Ct, folder.DatabasePath);

        await first.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct);
        await second.WriteAsync(connection => Items.InsertAsync(connection, 2), Ct);

        Assert.Equal([1, 2], await Items.IdsAsync(first, Ct));
        Assert.Equal([1, 2], await Items.IdsAsync(second, Ct));
    }

    [Fact]
    public async Task Write_WhileAnotherInstanceHoldsTheLock_FailsAfterTheBusyTimeout()
    {
        using var folder = new TemporaryFolder();
        var options = new SqliteOptions { Path = folder.DatabasePath, BusyTimeout = TimeSpan.FromSeconds(1) };
        await using var first = await SqliteDatabase.OpenAsync(options, Items.Schema, Ct);
        await using var second = await SqliteDatabase.OpenAsync(options, Items.Schema, Ct);
        var held = await HeldWriter.HoldAsync(first, Ct);

        await Assert.ThrowsAnyAsync<DbException>(() => second.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct));
        await held.ReleaseAsync();
        await second.WriteAsync(connection => Items.InsertAsync(connection, 2), Ct);

        Assert.Equal([2], await Items.IdsAsync(first, Ct));
    }

    [Fact]
    public async Task Dispose_WithWritesWaiting_FinishesThemFirst()
    {
        using var folder = new TemporaryFolder();
        var database = await Items.OpenAsync(Ct, folder.DatabasePath);
        var held = await HeldWriter.HoldAsync(database, Ct);
        var writes = Enumerable.Range(1, 5).Select(id => database.WriteAsync(connection => Items.InsertAsync(connection, id), Ct)).ToArray();

        var disposal = database.DisposeAsync();
        Assert.False(disposal.IsCompleted);
        await held.ReleaseAsync();
        await disposal;

        Assert.All(await Task.WhenAll(writes), changed => Assert.Equal(1, changed));
        await using var reopened = await Items.OpenAsync(Ct, folder.DatabasePath);
        Assert.Equal([1, 2, 3, 4, 5], await Items.IdsAsync(reopened, Ct));
    }

    [Fact]
    public async Task Dispose_Twice_IsHarmless()
    {
        var database = await Items.OpenAsync(Ct);

        await Task.WhenAll(database.DisposeAsync().AsTask(), database.DisposeAsync().AsTask());
    }

    [Fact]
    public async Task ReadAndWrite_AfterDispose_SayThatTheDatabaseIsClosed()
    {
        var database = await Items.OpenAsync(Ct);
        await database.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Items.IdsAsync(database, Ct));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => database.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct));
    }

    [Fact]
    public async Task Dispose_AfterReadsAndWrites_LeavesOneClosedFile()
    {
        using var folder = new TemporaryFolder();
        var database = await Items.OpenAsync(Ct, folder.DatabasePath);
        await database.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Items.IdsAsync(database, Ct)));
        Assert.Equal(["test.db", "test.db-shm", "test.db-wal"], folder.FileNames);

        await database.DisposeAsync();

        Assert.Equal(["test.db"], folder.FileNames);
        // Windows would refuse the deletion of an open file; Linux is asked what is open.
        if (OperatingSystem.IsLinux()) Assert.DoesNotContain(folder.DatabasePath, OpenFiles());
        SqliteDatabase.Delete(folder.DatabasePath);
        Assert.Empty(folder.FileNames);
    }

    [Fact]
    public void Delete_FilesLeftByACrash_RemovesAllThree()
    {
        using var folder = new TemporaryFolder();
        foreach (var suffix in (string[])["", "-wal", "-shm"]) File.WriteAllText(folder.DatabasePath + suffix, "left over");

        SqliteDatabase.Delete(folder.DatabasePath);

        Assert.Empty(folder.FileNames);
    }

    [Fact]
    public void Delete_NothingThere_IsNoError()
    {
        using var folder = new TemporaryFolder();

        SqliteDatabase.Delete(Path.Combine(Path.GetDirectoryName(folder.DatabasePath)!, "missing", "test.db"));
    }

    private static IEnumerable<string?> OpenFiles() =>
        Directory.GetFiles("/proc/self/fd").Select(descriptor => new FileInfo(descriptor).LinkTarget);
}
