using System.Threading.Channels;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Runs;

public sealed class RunFollowerTests : IAsyncLifetime
{
    private readonly LiveRuns _live = Lives.New();
    private TestRooms _rooms = null!;
    private RunStore _runs = null!;
    private RunEventStore _events = null!;
    private RunNews _news = null!;
    private RunFollower _follower = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _runs = new RunStore(_rooms.Database, _rooms.DataKeys, _rooms.Node, _rooms.Clock);
        _events = new RunEventStore(_rooms.Database, _rooms.DataKeys, _rooms.Clock);
        _news = new RunNews(_rooms.Database, _rooms.Clock);
        _follower = new RunFollower(_runs, _events, _live, _news, _rooms.Clock);
        await _runs.BeginAsync(_rooms.Tenant, "run_1", "scripted", Ct);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(400)]
    public async Task Follow_RunUnderWay_GivesStoredThenLiveWithoutGapOrRepeat(int after)
    {
        using var run = _live.Enter(_rooms.Tenant, "run_1", Ct);
        await SayAsync(run, 1, 300, stores: true);
        await SayAsync(run, 301, 400, stores: false);

        var reading = FollowAsync((ulong)after);
        for (var i = 401UL; i <= 900; i += 50)
        {
            await Task.Yield();
            await SayAsync(run, i, i + 49, stores: i % 100 == 1);
        }

        await EndAsync(run, 901);

        AssertContinues(await reading, (ulong)after + 1, 901);
    }

    [Fact]
    public async Task Follow_ManyReadersAtRandomPlacesCutAtRandom_AllSeeTheSame()
    {
        const int Last = 2000;
        using var run = _live.Enter(_rooms.Tenant, "run_1", Ct);
        var readers = Enumerable.Range(0, 40).Select(seed => Task.Run(() => ReadInPiecesAsync(new Random(seed)), Ct)).ToList();
        var random = new Random(1);
        for (var next = 1UL; next < Last;)
        {
            var until = Math.Min(next + (ulong)random.Next(30), Last - 1);
            await SayAsync(run, next, until, stores: random.Next(3) == 0);
            if (random.Next(4) == 0) await Task.Delay(1, Ct);
            next = until + 1;
        }

        await EndAsync(run, Last);

        foreach (var reader in readers) AssertContinues(await reader, 1, Last);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    public async Task Follow_EndedRun_GivesTheRestAndEnds(int after, int count)
    {
        using (var run = _live.Enter(_rooms.Tenant, "run_1", Ct))
        {
            await SayAsync(run, 1, 2, stores: true);
            await EndAsync(run, 3);
        }

        Assert.Equal(count, (await FollowAsync((ulong)after)).Count);
    }

    [Fact]
    public async Task Follow_RunOfAnotherNode_IsReadFromTheStore()
    {
        var reading = FollowAsync(0);
        using var elsewhere = Lives.New().Enter(_rooms.Tenant, "run_1", Ct);
        await SayAsync(elsewhere, 1, 10, stores: true);
        await PassAsync(() => false, times: 3);
        await SayAsync(elsewhere, 11, 20, stores: false);
        await EndAsync(elsewhere, 21);

        await PassAsync(() => reading.IsCompleted);
        AssertContinues(await reading, 1, 21);
    }

    [Fact]
    public async Task Follow_RunOfAnotherNode_IsToldOfEveryRoundAndOfTheEndWithoutLooking()
    {
        var elsewhere = Lives.New();
        using var journal = await StartJournalAsync(elsewhere);
        using var run = elsewhere.Enter(_rooms.Tenant, "run_1", Ct);
        await SayAsync(run, 1, 3, stores: false);
        await journal.StoreAsync();
        var (seen, reading) = Hear(after: 0);
        for (var i = 1UL; i <= 3; i++) Assert.Equal(i, (await seen.ReadAsync(Ct)).Sequence);
        await Eventually.IsTrueAsync(() => run.IsAwaited);

        await SayAsync(run, 4, 4, stores: false);
        await journal.StoreAsync();
        Assert.Equal(4UL, (await seen.ReadAsync(Ct)).Sequence);
        await EndAsync(run, 5);

        Assert.NotNull((await seen.ReadAsync(Ct)).Complete);
        await reading;
        await journal.StopAsync(Ct);
    }

    [Fact]
    public async Task Follow_RunOfAnotherNode_IsStoredWhenTheReaderComesAndOftenFromThenOn()
    {
        var elsewhere = Lives.New();
        using var journal = await StartJournalAsync(elsewhere);
        using var run = elsewhere.Enter(_rooms.Tenant, "run_1", Ct);
        await SayAsync(run, 1, 3, stores: false);
        await journal.StoreAsync();
        await SayAsync(run, 4, 4, stores: false);
        var (seen, reading) = Hear(after: 3);

        // Nobody waits for the journal's next round, and no time passes.
        Assert.Equal(4UL, (await seen.ReadAsync(Ct)).Sequence);
        await SayAsync(run, 5, 5, stores: false);
        await Eventually.IsTrueAsync(() => _rooms.Clock.Waiting >= 2);
        _rooms.Clock.Advance(TimeSpan.FromMilliseconds(25));

        Assert.Equal(5UL, (await seen.ReadAsync(Ct)).Sequence);
        await EndAsync(run, 6);
        Assert.NotNull((await seen.ReadAsync(Ct)).Complete);
        await reading;
        await journal.StopAsync(Ct);
    }

    [Theory]
    [InlineData(0, 1, 6)]
    [InlineData(5, 6, 6)]
    [InlineData(9, 10, 10)]
    public async Task Follow_RunThatBrokeOffWithItsServer_EndsInAnErrorThatSaysSo(int after, int first, int last)
    {
        using (var run = Lives.New().Enter(_rooms.Tenant, "run_1", Ct)) await SayAsync(run, 1, 5, stores: true);
        await _runs.InterruptAllAsync(Ct);

        var seen = await FollowAsync((ulong)after);

        Assert.Equal(Enumerable.Range(first, last - first + 1).Select(i => (ulong)i), seen.Select(e => e.Sequence));
        Assert.Equal(("interrupted", true), (seen[^1].Error.Code, seen[^1].Error.Retryable));
    }

    [Fact]
    public async Task Follow_RunThatItsServerInterrupted_HasTheEndThatIsStoredAndNoOther()
    {
        using (var run = _live.Enter(_rooms.Tenant, "run_1", Ct))
        {
            await SayAsync(run, 1, 2, stores: true);
            var last = RunTails.Token("run_1", 3, "");
            last.Error = new ErrorEvent { Code = "interrupted" };
            await run.EndAsync(last, tail => _runs.FailAsync(_rooms.Tenant, ErrorReason.Interrupted, "The server stopped.", tail, Ct));
        }

        Assert.Equal([1UL, 2, 3], (await FollowAsync(0)).Select(e => e.Sequence));
        Assert.Empty(await FollowAsync(3));
    }

    [Fact]
    public async Task Follow_BeyondTheNewestEvent_IsRefused()
    {
        using var run = _live.Enter(_rooms.Tenant, "run_1", Ct);
        await SayAsync(run, 1, 2, stores: false);
        await RefusedAsync(3);

        await EndAsync(run, 3);
        run.Dispose();
        Assert.Empty(await FollowAsync(3));
        await RefusedAsync(4);
    }

    [Fact]
    public async Task Store_SegmentWhoseCommitWasInDoubt_TakesThePlaceOfItself()
    {
        using var run = _live.Enter(_rooms.Tenant, "run_1", Ct);
        await SayAsync(run, 1, 2, stores: false);
        await Assert.ThrowsAsync<IOException>(() => run.StoreAsync(async segment =>
        {
            await _events.AddAsync(_rooms.Tenant, segment);
            throw new IOException("The reply was lost.");
        }));

        await SayAsync(run, 3, 4, stores: true);
        await EndAsync(run, 5);

        AssertContinues(await FollowAsync(0), 1, 5);
        Assert.Equal(5UL, await _events.LastAsync(_rooms.Tenant, "run_1", Ct));
    }

    [Fact]
    public async Task Follow_RunOfAnotherTenant_IsAsIfThereWereNone()
    {
        using var run = _live.Enter(_rooms.Tenant, "run_1", Ct);
        await SayAsync(run, 1, 2, stores: true);

        var error = await Assert.ThrowsAsync<FastchatException>(() => _follower.FollowAsync(_rooms.OtherTenant, "run_1", 0, Ct).ToListAsync(Ct).AsTask());

        Assert.Equal(ErrorReason.RunNotFound, error.Reason);
    }

    [Fact]
    public async Task Follow_ReaderLeaves_LetsTheRunGoOn()
    {
        using var run = _live.Enter(_rooms.Tenant, "run_1", Ct);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var reading = _follower.FollowAsync(_rooms.Tenant, "run_1", 0, leaving.Token).ToListAsync(leaving.Token).AsTask();
        await SayAsync(run, 1, 2, stores: false);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.False(run.Token.IsCancellationRequested);
    }

    private async Task<List<ChatEvent>> ReadInPiecesAsync(Random random)
    {
        var seen = new List<ChatEvent>();
        while (seen is not [.., { Complete: not null }])
        {
            var most = random.Next(1, 400);
            await foreach (var next in _follower.FollowAsync(_rooms.Tenant, "run_1", (ulong)seen.Count, Ct))
            {
                seen.Add(next);
                if (random.Next(50) == 0) await Task.Delay(1, Ct);
                if (--most == 0) break;
            }
        }

        return seen;
    }

    private async Task SayAsync(LiveRun run, ulong first, ulong last, bool stores)
    {
        for (var i = first; i <= last; i++) run.Append(RunTails.Token("run_1", i, $"word {i} "));
        if (stores) await run.StoreAsync(segment => _events.AddAsync(_rooms.Tenant, segment));
    }

    private async Task EndAsync(LiveRun run, ulong sequence)
    {
        var terminal = RunTails.Token("run_1", sequence, "");
        terminal.Complete = new Completion { Text = "All." };
        await run.EndAsync(terminal, tail => _runs.CompleteAsync(_rooms.Tenant, terminal.Complete, tail, Ct));
    }

    // The journal of another node.
    private async Task<RunJournal> StartJournalAsync(LiveRuns elsewhere)
    {
        var journal = new RunJournal(elsewhere, Lives.Ended(), _events, _news, _rooms.Clock, new CapturedLog<RunJournal>());
        await journal.StartAsync(Ct);
        return journal;
    }

    // What a reader is told, while he is told it.
    private (ChannelReader<ChatEvent> Seen, Task Reading) Hear(ulong after)
    {
        var seen = Channel.CreateUnbounded<ChatEvent>();
        var reading = Task.Run(async () => { await foreach (var next in _follower.FollowAsync(_rooms.Tenant, "run_1", after, Ct)) seen.Writer.TryWrite(next); }, Ct);
        return (seen.Reader, reading);
    }

    private Task<List<ChatEvent>> FollowAsync(ulong after) => _follower.FollowAsync(_rooms.Tenant, "run_1", after, Ct).ToListAsync(Ct).AsTask();

    private async Task RefusedAsync(ulong after)
    {
        var error = await Assert.ThrowsAsync<FastchatException>(() => FollowAsync(after));

        Assert.Equal((ErrorReason.InvalidValue, "after_sequence"), (error.Reason, error.Param));
    }

    private async Task PassAsync(Func<bool> done, int times = int.MaxValue)
    {
        for (var i = 0; i < times && !done(); i++)
        {
            _rooms.Clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(5, Ct);
        }
    }

    private static void AssertContinues(List<ChatEvent> seen, ulong first, ulong last)
    {
        Assert.Equal(Enumerable.Range((int)first, (int)(last - first + 1)).Select(i => (ulong)i), seen.Select(e => e.Sequence));
        Assert.Equal(string.Concat(Enumerable.Range((int)first, (int)(last - first)).Select(i => $"word {i} ")), string.Concat(seen.Select(e => e.Token?.Text)));
        Assert.NotNull(seen[^1].Complete);
    }
}
