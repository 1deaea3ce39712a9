using System.Data.Common;
using Dapper;
using Xunit;

namespace Fastchat.Storage.Sqlite.Writing;

public sealed class WriteQueueTests
{
    /// <summary>What these tests guard against would wait for ever.</summary>
    private const int DeadlockTimeout = 10_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_JobsWaitingTogether_ShareOneCommit()
    {
        await using var database = await Items.OpenAsync(Ct);
        var held = await HeldWriter.HoldAsync(database, Ct);
        var writes = Enumerable.Range(1, 100).Select(id => database.WriteAsync(connection => Items.InsertAsync(connection, id), Ct)).ToArray();

        await held.ReleaseAsync();
        await Task.WhenAll(writes);

        Assert.Equal(2, database.GroupsCommitted);
        Assert.Equal(Enumerable.Range(1, 100), await Items.IdsAsync(database, Ct));
    }

    [Fact]
    public async Task Write_MoreJobsThanTheGroupLimit_AreSplit()
    {
        var options = new SqliteOptions { Path = SqliteOptions.InMemory, WriteGroupLimit = 10 };
        await using var database = await SqliteDatabase.OpenAsync(options, Items.Schema, Ct);
        var held = await HeldWriter.HoldAsync(database, Ct);
        var writes = Enumerable.Range(1, 25).Select(id => database.WriteAsync(connection => Items.InsertAsync(connection, id), Ct)).ToArray();

        await held.ReleaseAsync();
        await Task.WhenAll(writes);

        Assert.Equal(1 + 3, database.GroupsCommitted);
    }

    [Fact]
    public async Task Write_OneOfAGroupFails_LeavesItsNeighboursUntouched()
    {
        await using var database = await Items.OpenAsync(Ct);
        var held = await HeldWriter.HoldAsync(database, Ct);
        var before = database.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct);
        var failing = database.WriteAsync(
            async connection =>
            {
                await Items.InsertAsync(connection, 2);
                await Items.InsertAsync(connection, 1);
            },
            Ct);
        var throwing = database.WriteAsync(
            async connection =>
            {
                await Items.InsertAsync(connection, 3);
                throw new FormatException("of the caller");
            },
            Ct);
        var after = database.WriteAsync(connection => Items.InsertAsync(connection, 4), Ct);

        await held.ReleaseAsync();

        Assert.Equal(1, await before);
        Assert.Contains("UNIQUE", (await Assert.ThrowsAnyAsync<DbException>(() => failing)).Message, StringComparison.Ordinal);
        Assert.Equal("of the caller", (await Assert.ThrowsAsync<FormatException>(() => throwing)).Message);
        Assert.Equal(1, await after);
        Assert.Equal([1, 4], await Items.IdsAsync(database, Ct));
        Assert.Equal(2, database.GroupsCommitted);
    }

    [Fact]
    public async Task Write_Caller_IsAnsweredAfterTheCommitOnly()
    {
        await using var database = await Items.OpenAsync(Ct);
        var held = await HeldWriter.HoldAsync(database, Ct);
        var first = database.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct);
        var secondHasBegun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var second = database.WriteAsync(
            async _ =>
            {
                secondHasBegun.SetResult();
                await release.Task;
            },
            Ct);

        await held.ReleaseAsync();
        await secondHasBegun.Task;
        var answeredBeforeTheCommit = first.IsCompleted;
        release.SetResult();
        await Task.WhenAll(first, second);

        Assert.False(answeredBeforeTheCommit);
    }

    [Fact]
    public async Task Write_CommitFails_AllOfTheGroupHearOfItAndTheNextGroupWorks()
    {
        var schema = MigrationSet.FromScripts([("001_tree.sql",
            "CREATE TABLE items (id INTEGER PRIMARY KEY, text TEXT, parent INTEGER REFERENCES items (id) DEFERRABLE INITIALLY DEFERRED)")]);
        await using var database = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = SqliteOptions.InMemory }, schema, Ct);
        var held = await HeldWriter.HoldAsync(database, Ct);
        // A deferred constraint is the one that fails at the commit, not at its statement.
        var orphan = database.WriteAsync(connection => connection.ExecuteAsync("INSERT INTO items (id, parent) VALUES (1, 99)"), Ct);
        var neighbour = database.WriteAsync(connection => Items.InsertAsync(connection, 2), Ct);
        var failing = database.WriteAsync(_ => Task.FromException(new FormatException("its own")), Ct);

        await held.ReleaseAsync();

        await Assert.ThrowsAnyAsync<DbException>(() => orphan);
        await Assert.ThrowsAnyAsync<DbException>(() => neighbour);
        Assert.Equal("its own", (await Assert.ThrowsAsync<FormatException>(() => failing)).Message);
        await database.WriteAsync(connection => Items.InsertAsync(connection, 3), Ct);
        Assert.Equal([3], await Items.IdsAsync(database, Ct));
    }

    [Fact]
    public async Task Write_WorkEndsTheTransaction_IsToldAndTheNextGroupWorks()
    {
        await using var database = await Items.OpenAsync(Ct);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync(
            async connection =>
            {
                await Items.InsertAsync(connection, 1);
                await connection.ExecuteAsync("ROLLBACK");
            },
            Ct));
        await database.WriteAsync(connection => Items.InsertAsync(connection, 2), Ct);

        Assert.Contains("ended it", error.Message, StringComparison.Ordinal);
        Assert.Equal([2], await Items.IdsAsync(database, Ct));
    }

    [Fact]
    public async Task Write_TwoThousandAtOnce_AreAllThere()
    {
        var options = new SqliteOptions { Path = SqliteOptions.InMemory, WriteQueueCapacity = 16 };
        await using var database = await SqliteDatabase.OpenAsync(options, Items.Schema, Ct);

        await Parallel.ForAsync(
            1, 2001, new ParallelOptions { MaxDegreeOfParallelism = 100, CancellationToken = Ct },
            async (id, ct) => await database.WriteAsync(connection => Items.InsertAsync(connection, id), ct));

        Assert.Equal(Enumerable.Range(1, 2000), await Items.IdsAsync(database, Ct));
    }

    [Fact]
    public async Task Write_CallsInARow_RunInTheirOrder()
    {
        await using var database = await Items.OpenAsync(Ct);
        var order = new List<int>();

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => database.WriteAsync(
            _ =>
            {
                order.Add(number);
                return Task.CompletedTask;
            },
            Ct)));

        Assert.Equal(Enumerable.Range(0, 1000), order);
    }

    [Fact(Timeout = DeadlockTimeout)]
    public async Task Write_InsideAWrite_IsRefused()
    {
        await using var database = await Items.OpenAsync(Ct);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync(
            async _ =>
            {
                await Task.Yield();
                await database.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct);
            },
            Ct));

        Assert.Contains("inside a write", error.Message, StringComparison.Ordinal);
        Assert.Empty(await Items.IdsAsync(database, Ct));
    }

    [Fact(Timeout = DeadlockTimeout)]
    public async Task Write_InsideAWriteOfAnotherDatabase_IsRefusedOnlyOnTheWayBack()
    {
        await using var first = await Items.OpenAsync(Ct);
        await using var second = await Items.OpenAsync(Ct);

        await first.WriteAsync(_ => second.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct), Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.WriteAsync(
            _ => second.WriteAsync(
                _ => first.WriteAsync(connection => Items.InsertAsync(connection, 2), Ct), Ct),
            Ct));

        Assert.Equal([1], await Items.IdsAsync(second, Ct));
        Assert.Empty(await Items.IdsAsync(first, Ct));
    }

    [Fact]
    public async Task Write_FromALoopStartedInsideAWrite_WorksOnceThatIsOver()
    {
        await using var database = await Items.OpenAsync(Ct);
        var isOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loop = Task.CompletedTask;
        await database.WriteAsync(
            _ =>
            {
                loop = WriteLaterAsync();
                return Task.CompletedTask;
            },
            Ct);

        isOver.SetResult();
        await loop;

        Assert.Equal([1], await Items.IdsAsync(database, Ct));

        async Task WriteLaterAsync()
        {
            await isOver.Task;
            await database.WriteAsync(connection => Items.InsertAsync(connection, 1), Ct);
        }
    }

    [Fact(Timeout = DeadlockTimeout)]
    public async Task Write_CancelledBeforeItBegins_IsSkippedAndAnsweredAtOnce()
    {
        await using var database = await Items.OpenAsync(Ct);
        var held = await HeldWriter.HoldAsync(database, Ct);
        using var cancellation = new CancellationTokenSource();
        var withdrawn = database.WriteAsync(connection => Items.InsertAsync(connection, 1), cancellation.Token);
        var kept = database.WriteAsync(connection => Items.InsertAsync(connection, 2), Ct);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn);
        await held.ReleaseAsync();
        await kept;

        Assert.Equal([2], await Items.IdsAsync(database, Ct));
    }

    [Fact]
    public async Task Write_CancelledAfterItHasBegun_IsFinished()
    {
        await using var database = await Items.OpenAsync(Ct);
        using var cancellation = new CancellationTokenSource();

        var changed = await database.WriteAsync(
            async connection =>
            {
                await cancellation.CancelAsync();
                return await Items.InsertAsync(connection, 1);
            },
            cancellation.Token);

        Assert.Equal(1, changed);
        Assert.Equal([1], await Items.IdsAsync(database, Ct));
    }

    [Fact]
    public async Task Write_Work_RunsInTheContextOfItsCaller()
    {
        await using var database = await Items.OpenAsync(Ct);
        var trace = new AsyncLocal<string?> { Value = "of the caller" };

        var seen = await database.WriteAsync(_ => Task.FromResult(trace.Value), Ct);
        Task<string?> withoutContext;
        using (ExecutionContext.SuppressFlow()) withoutContext = database.WriteAsync(_ => Task.FromResult<string?>(trace.Value), Ct);

        Assert.Equal("of the caller", seen);
        Assert.Null(await withoutContext);
    }
}
