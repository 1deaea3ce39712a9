using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Runs;

public sealed class LiveRunTests
{
    private readonly List<RunSegment> _stored = [];
    private readonly TenantId _tenant = TenantId.New();
    private readonly LiveRuns _live = Lives.New();
    private readonly LiveRun _run;

    public LiveRunTests() => _run = _live.Enter(_tenant, "run_1", CancellationToken.None);

    [Fact]
    public void Read_FromAnyPlace_GivesWhatCameAfterIt()
    {
        Say(1, 3);

        Assert.Equal([1UL, 2, 3], Seen(0));
        Assert.Equal([3UL], Seen(2));
        Assert.Empty(Seen(3)!);
        Assert.Equal(3UL, _run.Read(9)!.Value.Last);
    }

    [Fact]
    public async Task News_NextEvent_WakesAllWhoWait()
    {
        Say(1, 1);
        var (one, two) = (_run.Read(1)!.Value.News, _run.Read(1)!.Value.News);
        Assert.False(one.IsCompleted);

        Say(2, 2);

        await Task.WhenAll(one, two);
        Assert.Equal([2UL], Seen(1));
    }

    [Fact]
    public async Task Store_OnlyWhatIsNew_InSegmentsWithoutGaps()
    {
        Say(1, 3);
        await StoreAsync();
        await StoreAsync();
        Say(4, 4);
        await StoreAsync();

        Assert.Equal([(1UL, 3UL), (4UL, 4UL)], _stored.Select(s => (s.First, s.Last)));
    }

    [Fact]
    public async Task Store_ThatFails_IsTriedAgainAndForgetsNothing()
    {
        Say(1, 200);
        await Assert.ThrowsAsync<IOException>(() => _run.StoreAsync(_ => throw new IOException("Full.")));
        Assert.Equal(200, Seen(0)!.Count());

        await StoreAsync();

        Assert.Equal((1UL, 200UL), (_stored[^1].First, _stored[^1].Last));
    }

    [Fact]
    public async Task Read_OfWhatIsStoredAndOld_IsForTheStore()
    {
        Say(1, 200);
        Assert.Equal(200, Seen(0)!.Count());

        await StoreAsync();
        Say(201, 210);

        Assert.Null(Seen(0));
        Assert.Null(Seen(135));
        Assert.Equal(74, Seen(136)!.Count());
    }

    [Fact]
    public async Task End_TerminalEvent_IsStoredBeforeItIsTold()
    {
        Say(1, 2);
        await StoreAsync();
        Say(3, 3);
        IEnumerable<ulong>? toldMeanwhile = null;
        await _run.EndAsync(
            RunTails.Token("run_1", 4, "end"),
            segment =>
            {
                _stored.Add(segment);
                toldMeanwhile = Seen(0);
                return Task.FromResult(true);
            });

        Assert.Equal([1UL, 2, 3], toldMeanwhile);
        Assert.Equal([1UL, 2, 3, 4], Seen(0));
        Assert.Equal([(1UL, 2UL), (3UL, 4UL)], _stored.Select(s => (s.First, s.Last)));
        Assert.True(_run.Read(4)!.Value.HasEnded);
        await StoreAsync();
        Assert.Equal(2, _stored.Count);
    }

    [Fact]
    public async Task End_OfARunThatHasEndedAlready_TellsNothingElse()
    {
        Say(1, 2);

        await _run.EndAsync(RunTails.Token("run_1", 3, "another end"), _ => Task.FromResult(false));

        Assert.Equal([1UL, 2], Seen(0));
        Assert.True(_run.Read(2)!.Value.HasEnded);
    }

    [Fact]
    public async Task End_ThatCannotBeStored_StaysUntilThisVeryEndIs()
    {
        var isAway = true;
        Say(1, 2);
        await Assert.ThrowsAsync<IOException>(() => _run.EndAsync(RunTails.Token("run_1", 3, "end"), segment => isAway ? throw new IOException("Away.") : KeepAsync(segment)));
        _run.Dispose();
        await Assert.ThrowsAsync<IOException>(StoreAsync);
        Assert.Same(_run, _live.Find(_tenant, "run_1"));
        Assert.Equal([1UL, 2], Seen(0));
        Assert.False(_run.Read(2)!.Value.HasEnded);

        isAway = false;
        await StoreAsync();

        Assert.Equal([(1UL, 3UL)], _stored.Select(s => (s.First, s.Last)));
        Assert.Equal([1UL, 2, 3], Seen(0));
        Assert.Null(_live.Find(_tenant, "run_1"));
    }

    [Fact]
    public async Task End_ThatTheDomainRefuses_IsNotTriedAgain()
    {
        Say(1, 2);
        await Assert.ThrowsAsync<FastchatException>(() => _run.EndAsync(RunTails.Token("run_1", 3, "end"), _ => throw new FastchatException(ErrorReason.DataUnreadable, "Destroyed.")));
        await StoreAsync();

        _run.Dispose();

        Assert.Empty(_stored);
        Assert.Null(_live.Find(_tenant, "run_1"));
    }

    [Fact]
    public async Task Append_WithoutDurability_KeepsTheNewestAndStoresNothing()
    {
        using var run = _live.Enter(_tenant, "run_2", CancellationToken.None, Durability.None);
        for (var i = 1UL; i <= 30_000; i++) run.Append(RunTails.Token("run_2", i, "word "));

        await run.StoreAsync(KeepAsync);

        Assert.Empty(_stored);
        Assert.Null(run.Read(0));
        Assert.Null(run.Read(10_000));
        Assert.Equal(10_000, run.Read(20_000)!.Value.Events.Count);
        Assert.InRange(run.Count, 10_000, 12_000);
    }

    [Fact]
    public async Task End_WithoutDurability_IsANumberAlone()
    {
        using var run = _live.Enter(_tenant, "run_2", CancellationToken.None, Durability.None);
        run.Append(RunTails.Token("run_2", 1, "word "));

        await run.EndAsync(RunTails.Token("run_2", 2, "end"), KeepAsync);

        Assert.Equal((2UL, 0), (Assert.Single(_stored).Last, _stored[0].Bytes.Length));
    }

    [Fact]
    public void Read_CursorOfTheLargestNumber_IsBeyondTheNewest()
    {
        Say(1, 2);

        Assert.Equal(2UL, _run.Read(ulong.MaxValue)!.Value.Last);
    }

    [Fact]
    public async Task Dispose_WithoutAnEnd_LetsNobodyWait()
    {
        Say(1, 1);
        var news = _run.Read(1)!.Value.News;

        _run.Dispose();

        await news;
        Assert.True(_run.Read(1)!.Value.HasEnded);
    }

    private void Say(ulong first, ulong last)
    {
        for (var i = first; i <= last; i++) _run.Append(RunTails.Token("run_1", i, $"word {i} "));
    }

    private IEnumerable<ulong>? Seen(ulong after) => _run.Read(after)?.Events.Select(e => e.Sequence);

    private Task StoreAsync() => _run.StoreAsync(KeepAsync);

    private Task<bool> KeepAsync(RunSegment segment)
    {
        _stored.Add(segment);
        return Task.FromResult(true);
    }
}
