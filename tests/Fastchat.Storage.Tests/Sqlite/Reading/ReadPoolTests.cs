using System.Data.Common;
using Fastchat.Storage.Sqlite;
using Xunit;

namespace Fastchat.Storage.Sqlite.Reading;

public sealed class ReadPoolTests : IDisposable
{
    /// <summary>What these tests guard against would wait for ever.</summary>
    private const int DeadlockTimeout = 10_000;

    private readonly SqliteFile _file;
    private readonly SqliteSession _writer;

    public ReadPoolTests()
    {
        _file = SqliteFile.Create(new SqliteOptions { Path = SqliteOptions.InMemory });
        _writer = _file.OpenWriter();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _writer.Dispose();
        _file.DeleteIfTemporary();
    }

    [Fact]
    public async Task Run_OneAfterTheOther_UsesOneConnection()
    {
        var pool = new ReadPool(_file, size: 4);

        var connections = new List<DbConnection>();
        for (var read = 0; read < 3; read++) connections.Add(await pool.RunAsync(Task.FromResult, Ct));

        Assert.All(connections, connection => Assert.Same(connections[0], connection));
        await pool.CloseAsync();
    }

    [Fact(Timeout = DeadlockTimeout)]
    public async Task Close_WithAReadRunning_WaitsForIt()
    {
        var pool = new ReadPool(_file, size: 4);
        var release = new TaskCompletionSource<int>();
        var read = pool.RunAsync(_ => release.Task, Ct);

        var closing = pool.CloseAsync();
        var closedUnderTheRead = closing.IsCompleted;
        release.SetResult(7);
        await closing;

        Assert.False(closedUnderTheRead);
        Assert.Equal(7, await read);
    }

    [Fact(Timeout = DeadlockTimeout)]
    public async Task Close_WithReadsWaitingForAConnection_RefusesThem()
    {
        var pool = new ReadPool(_file, size: 1);
        var release = new TaskCompletionSource<int>();
        var running = pool.RunAsync(_ => release.Task, Ct);
        var waiting = pool.RunAsync(_ => Task.FromResult(2), Ct);

        var closing = pool.CloseAsync();
        var late = pool.RunAsync(_ => Task.FromResult(3), Ct);
        release.SetResult(1);

        Assert.Equal(1, await running);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => late);
        await closing;
    }
}
