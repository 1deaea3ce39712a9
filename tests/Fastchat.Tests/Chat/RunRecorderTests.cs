using System.Runtime.CompilerServices;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Routing;
using Fastchat.Runs;
using Fastchat.Storage;
using Fastchat.Testing;

namespace Fastchat.Chat;

public sealed class RunRecorderTests : IAsyncLifetime
{
    private readonly CapturedLog<RunRecorder> _log = new();
    private TestRooms _rooms = null!;
    private EndedRuns _ended = null!;
    private LiveRuns _live = null!;
    private RunStore _runs = null!;
    private AwayDatabase _database = null!;
    private RunEventStore _store = null!;
    private RunFollower _follower = null!;
    private RunJournal _journal = null!;
    private RunRecorder _recorder = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _ended = new EndedRuns(new RunOptions(), _rooms.Clock);
        _live = new LiveRuns(_ended);
        _database = new AwayDatabase(_rooms.Database);
        _runs = new RunStore(_database, _rooms.DataKeys, _rooms.Node, _rooms.Clock);
        _store = new RunEventStore(_database, _rooms.DataKeys, _rooms.Clock);
        var news = new RunNews(_database, _rooms.Clock);
        _follower = new RunFollower(_runs, _store, _live, news, _rooms.Clock);
        _journal = new RunJournal(_live, _ended, _store, news, _rooms.Clock, new CapturedLog<RunJournal>());
        _recorder = new RunRecorder(_runs, _store, _live, _follower, _rooms.Clock, _log);
    }

    public ValueTask DisposeAsync()
    {
        _journal.Dispose();
        return _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Record_Turn_IsNumberedFromOneAndEndsComplete()
    {
        var citation = new Citation { Marker = 1, FileId = "file-a" };

        var events = await RecordAsync(Turn(
            new TurnEvent(StatusKind.Searching), Said("One "), Said("[1]"), new TurnEvent(Citation: citation), Said(""),
            new TurnEvent(Delta: new ModelDelta { FinishReason = "length", Usage = new CompletionUsage { PromptTokens = 3, CompletionTokens = 2, TotalTokens = 5 } })));

        Assert.Equal(
            ["Status", "Status", "Token", "Token", "Citation", "Usage", "Complete"],
            events.Select(e => e.PayloadCase.ToString()));
        AssertNumbered(events);
        var expected = new Completion { Text = "One [1]", Model = "fake", FinishReason = "length", Citations = { citation }, Usage = new TokenUsage { PromptTokens = 3, CompletionTokens = 2, TotalTokens = 5 } };
        Assert.Equal(expected, events[^1].Complete);
        Assert.Equal((RunStatus.Completed, expected), ((await FindAsync(events)).Status, (await FindAsync(events)).Completion));
    }

    [Fact]
    public async Task Record_SeveralChoices_TellsTheFirstAlone()
    {
        var events = await RecordAsync(Turn(Said("First."), new TurnEvent(Delta: new ModelDelta { Choice = 1, Text = "Second." }), new TurnEvent(Citation: new Citation(), Choice: 1)));

        Assert.Equal("First.", events[^1].Complete.Text);
        Assert.Empty(events[^1].Complete.Citations);
        Assert.Single(events, e => e.Token is not null);
    }

    [Fact]
    public async Task Record_Complete_IsStoredBeforeItIsSeen()
    {
        await foreach (var chatEvent in _recorder.RecordAsync(Request(), Turn(Said("One.")), Ct))
        {
            if (chatEvent.Complete is not null) Assert.Equal(RunStatus.Completed, (await FindAsync([chatEvent])).Status);
            else Assert.Equal(RunStatus.InProgress, (await FindAsync([chatEvent])).Status);
        }
    }

    [Fact]
    public async Task Record_Refusal_EndsInOneErrorThatIsStored()
    {
        var events = await RecordAsync(Turn(new FastchatException(ErrorReason.UpstreamUnavailable, "Away."), Said("Half")));

        AssertNumbered(events);
        Assert.Equal(["Status", "Token", "Error"], events.Select(e => e.PayloadCase.ToString()));
        Assert.Equal(new ErrorEvent { Code = "upstream_unavailable", Message = "Away.", Retryable = true }, events[^1].Error);
        Assert.Equal((RunStatus.Failed, "upstream_unavailable", "Away."), await EndAsync(events));
    }

    [Theory]
    [InlineData(true, "Two.", 0)]
    [InlineData(false, "One. Two.", 1)]
    public async Task Record_Switch_IsAStatusAndKeepsOrDiscardsWhatWasSaid(bool discards, string text, int citations)
    {
        var (a, b) = (new ModelOrigin("a", "p", "a"), new ModelOrigin("b", "p", "b"));

        var events = await RecordAsync(Turn(
            new TurnEvent(Delta: new ModelDelta { Origin = a }), Said("One. "), new TurnEvent(Citation: new Citation { Marker = 1 }),
            new TurnEvent(Delta: new ModelDelta { Origin = b, Switch = new Fastchat.ModelGateway.Routing.ModelSwitch(a, b, discards) }), Said("Two.")));

        AssertNumbered(events);
        var status = Assert.Single(events, e => e.Status is { Kind: StatusKind.ModelSwitched }).Status;
        Assert.Equal(new Contracts.Type.V1.ModelSwitch { From = "a", To = "b", Discards = discards }, status.ModelSwitch);
        Assert.Equal((text, "b", citations), (events[^1].Complete.Text, events[^1].Complete.Model, events[^1].Complete.Citations.Count));
    }

    [Fact]
    public async Task Record_BrokenAnswer_SaysWhatWasDelivered()
    {
        var events = await RecordAsync(Turn(new FastchatException(ErrorReason.UpstreamStreamBroken, "Broken.") { Delivered = new Delivered(3, 14) }, Said("Half")));

        Assert.Equal((3L, 14L), (events[^1].Error.DeliveredDeltas, events[^1].Error.DeliveredCharacters));
    }

    [Fact]
    public async Task Record_OtherFault_IsInternalAndTellsNoSecret()
    {
        var events = await RecordAsync(Turn(new InvalidOperationException("password=secret"), Said("Half")));

        var (status, code, message) = await EndAsync(events);
        Assert.Equal((RunStatus.Failed, "internal"), (status, code));
        Assert.DoesNotContain("secret", message!, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", events[^1].Error.Message, StringComparison.Ordinal);
        var entry = Assert.Single(_log.Entries);
        Assert.Equal("password=secret", entry.Exception!.Message);
        Assert.Contains(entry.Message.Split(' ')[^1], events[^1].Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_WorkGivesItselfUp_IsAFailureAndNotTheCallersDoing()
    {
        var events = await RecordAsync(Turn(new TaskCanceledException("A time-out of its own."), Said("Half")));

        Assert.Equal("internal", events[^1].Error.Code);
        Assert.Equal(RunStatus.Failed, (await EndAsync(events)).Status);
    }

    [Fact]
    public async Task Record_Cancelled_EndsInOneErrorThatSaysSo()
    {
        var events = new List<ChatEvent>();
        await foreach (var chatEvent in _recorder.RecordAsync(Request(), Hanging, Ct))
        {
            events.Add(chatEvent);
            if (chatEvent.Token is not null) _live.Cancel(_rooms.Tenant, chatEvent.RunId);
        }

        AssertNumbered(events);
        Assert.Equal(["Status", "Token", "Error"], events.Select(e => e.PayloadCase.ToString()));
        Assert.Equal((RunStatus.Cancelled, "cancelled", "The run was cancelled."), await EndAsync(events));
    }

    [Fact]
    public async Task Record_CancelledAfterTheLastWord_StaysComplete()
    {
        var events = new List<ChatEvent>();
        await foreach (var chatEvent in _recorder.RecordAsync(Request(), Turn(Said("One.")), Ct))
        {
            events.Add(chatEvent);
            if (chatEvent.Usage is not null) _live.Cancel(_rooms.Tenant, chatEvent.RunId);
        }

        Assert.NotNull(events[^1].Complete);
        Assert.Equal(RunStatus.Completed, (await EndAsync(events)).Status);
    }

    [Fact]
    public async Task Record_CallerLeaves_IsStoredAsCancelled()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var events = new List<ChatEvent>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var chatEvent in _recorder.RecordAsync(Request(), Hanging, caller.Token))
            {
                events.Add(chatEvent);
                if (chatEvent.Token is not null) await caller.CancelAsync();
            }
        });

        Assert.DoesNotContain(events, e => e.Error is not null);
        Assert.Equal((RunStatus.Cancelled, "cancelled", "The caller went away."), await EndAsync(events));
    }

    [Theory]
    [InlineData("Status")]
    [InlineData("Token")]
    [InlineData("Usage")]
    public async Task Record_ConsumerStopsReading_IsStoredAsCancelled(string at)
    {
        var events = new List<ChatEvent>();
        await foreach (var chatEvent in _recorder.RecordAsync(Request(), Turn(Said("One.")), Ct))
        {
            events.Add(chatEvent);
            if (chatEvent.PayloadCase.ToString() == at) break;
        }

        Assert.Equal((RunStatus.Cancelled, "cancelled", "The caller went away."), await EndAsync(events));
    }

    [Fact]
    public async Task Record_ConsumerStopsAtTheEnd_StaysComplete()
    {
        var events = new List<ChatEvent>();
        await foreach (var chatEvent in _recorder.RecordAsync(Request(), Turn(Said("One.")), Ct))
        {
            events.Add(chatEvent);
            if (chatEvent.Complete is not null) break;
        }

        Assert.Equal(RunStatus.Completed, (await EndAsync(events)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Record_DatabaseAwayAtTheEnd_StoresTheTrueEndWhenItIsBack(bool losesRepliesAlone)
    {
        var events = new List<ChatEvent>();
        _database.LosesRepliesAlone = losesRepliesAlone;
        await Assert.ThrowsAsync<DatabaseUnavailableException>(async () =>
        {
            await foreach (var chatEvent in _recorder.RecordAsync(Request(), Turn(Said("One.")), Ct))
            {
                events.Add(chatEvent);
                _database.IsAway = chatEvent.Usage is not null;
            }
        });
        await _journal.StoreAsync();
        Assert.DoesNotContain(events, e => e.Complete is not null);
        Assert.NotNull(_live.Find(_rooms.Tenant, events[0].RunId));

        _database.IsAway = false;
        await _journal.StoreAsync();

        Assert.Equal((RunStatus.Completed, "One."), ((await FindAsync(events)).Status, (await FindAsync(events)).Completion!.Text));
        Assert.Null(_live.Find(_rooms.Tenant, events[0].RunId));
        var all = await _follower.FollowAsync(_rooms.Tenant, events[0].RunId, 0, Ct).ToListAsync(Ct);
        AssertNumbered(all);
        Assert.Equal(events, all[..^1]);
    }

    [Fact]
    public async Task Record_WithoutDurability_KeepsEventsInMemoryForAWhileAndTheRun()
    {
        var events = await _recorder.RecordAsync(Request() with { Durability = Durability.None }, Turn(Said("One.")), Ct).ToListAsync(Ct);
        await _journal.StoreAsync();
        var run = events[0].RunId;
        Assert.Equal((RunStatus.Completed, "One."), ((await FindAsync(events)).Status, (await FindAsync(events)).Completion!.Text));
        Assert.Equal(0UL, await _store.LastAsync(_rooms.Tenant, run, Ct));
        Assert.Equal(events, await _follower.FollowAsync(_rooms.Tenant, run, 0, Ct).ToListAsync(Ct));
        Assert.Equal(events[2..], await _follower.FollowAsync(_rooms.Tenant, run, 2, Ct).ToListAsync(Ct));

        _rooms.Clock.Advance(new RunOptions().ResumeWindow);

        await ExpiredAsync(run, 0);
        await ExpiredAsync(run, 2);
        Assert.Empty(await _follower.FollowAsync(_rooms.Tenant, run, (ulong)events.Count, Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Record_WithoutDurability_IsRefusedToReadersElsewhereFromTheBeginning()
    {
        var elsewhere = new RunFollower(_runs, _store, Lives.New(), new RunNews(_database, _rooms.Clock), _rooms.Clock);
        await foreach (var chatEvent in _recorder.RecordAsync(Request() with { Durability = Durability.None }, Turn(Said("One.")), Ct))
        {
            if (chatEvent.Token is null) continue;
            var error = await Assert.ThrowsAsync<FastchatException>(() => elsewhere.FollowAsync(_rooms.Tenant, chatEvent.RunId, 0, Ct).ToListAsync(Ct).AsTask());
            Assert.Equal((ErrorReason.StreamCursorExpired, RunStatus.InProgress), (error.Reason, Assert.IsType<Run>(error.Detail).Status));
        }
    }

    [Fact]
    public async Task Record_Sync_StoresEachEventBeforeItIsSeen()
    {
        await foreach (var chatEvent in _recorder.RecordAsync(Request() with { Durability = Durability.Sync }, Turn(Said("One "), Said("two.")), Ct))
            Assert.Equal(chatEvent.Sequence, await _store.LastAsync(_rooms.Tenant, chatEvent.RunId, Ct));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Record_SyncAndDatabaseAway_EndsWithoutAGap(bool losesRepliesAlone)
    {
        var events = new List<ChatEvent>();
        _database.LosesRepliesAlone = losesRepliesAlone;
        await Assert.ThrowsAsync<DatabaseUnavailableException>(async () =>
        {
            await foreach (var chatEvent in _recorder.RecordAsync(Request() with { Durability = Durability.Sync }, Turn(Said("One "), Said("two.")), Ct))
            {
                events.Add(chatEvent);
                _database.IsAway = chatEvent.Token is not null;
            }
        });

        _database.IsAway = false;
        await _journal.StoreAsync();

        Assert.Equal((RunStatus.Failed, "database_unavailable"), ((await FindAsync(events)).Status, (await FindAsync(events)).ErrorCode));
        var all = await _follower.FollowAsync(_rooms.Tenant, events[0].RunId, 0, Ct).ToListAsync(Ct);
        AssertNumbered(all);
        Assert.Equal(["One ", "two."], all.Where(e => e.Token is not null).Select(e => e.Token.Text));
        Assert.Equal(events, all[..events.Count]);
    }

    [Fact]
    public async Task Record_RunThatWasEndedElsewhere_HasThatEnd()
    {
        var events = new List<ChatEvent>();
        await foreach (var chatEvent in _recorder.RecordAsync(Request(), Turn(Said("One.")), Ct))
        {
            events.Add(chatEvent);
            if (chatEvent.Token is not null) await _runs.InterruptAsync([chatEvent.RunId], Ct);
        }

        AssertNumbered(events);
        Assert.Equal("interrupted", events[^1].Error.Code);
    }

    [Fact]
    public async Task Record_Events_CarryTimeTraceAndRun()
    {
        var events = await RecordAsync(Turn(Said("One.")));

        Assert.Single(events.Select(e => e.RunId).Distinct());
        Assert.True(Ids.IsOwned(events[0].RunId, Ids.Run, _rooms.Tenant));
        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(events.Select(e => e.TraceId).Distinct()));
        Assert.Equal(events.Count, events.Select(e => e.EventId).Distinct().Count());
        Assert.All(events, e => Assert.Equal(_rooms.Clock.GetUtcNow(), e.Timestamp.ToDateTimeOffset()));
    }

    private static TurnEvent Said(string text) => new(Delta: new ModelDelta { Text = text });

    private static Func<TurnRequest, CancellationToken, IAsyncEnumerable<TurnEvent>> Turn(params TurnEvent[] events) => (_, _) => events.ToAsyncEnumerable();

    private static Func<TurnRequest, CancellationToken, IAsyncEnumerable<TurnEvent>> Turn(Exception fault, params TurnEvent[] events) => (_, _) => Failing(fault, events);

    private static async IAsyncEnumerable<TurnEvent> Failing(Exception fault, TurnEvent[] events)
    {
        foreach (var turnEvent in events) yield return turnEvent;
        await Task.Yield();
        throw fault;
    }

    private static async IAsyncEnumerable<TurnEvent> Hanging(TurnRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Said("Half");
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private static void AssertNumbered(List<ChatEvent> events)
    {
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (ulong)i), events.Select(e => e.Sequence));
        Assert.Equal(StatusKind.Started, events[0].Status.Kind);
        Assert.Single(events, e => e.Error is not null || e.Complete is not null);
    }

    private async Task<List<ChatEvent>> RecordAsync(Func<TurnRequest, CancellationToken, IAsyncEnumerable<TurnEvent>> take) =>
        await _recorder.RecordAsync(Request(), take, Ct).ToListAsync(Ct);

    private async Task ExpiredAsync(string runId, ulong after)
    {
        var error = await Assert.ThrowsAsync<FastchatException>(() => _follower.FollowAsync(_rooms.Tenant, runId, after, Ct).ToListAsync(Ct).AsTask());
        Assert.Equal(ErrorReason.StreamCursorExpired, error.Reason);
        Assert.Equal("One.", Assert.IsType<Run>(error.Detail).Completion.Text);
    }

    private async Task<RunRecord> FindAsync(IReadOnlyList<ChatEvent> events) => (await _runs.FindAsync(_rooms.Tenant, events[0].RunId, Ct))!;

    private async Task<(RunStatus Status, string? Code, string? Message)> EndAsync(IReadOnlyList<ChatEvent> events)
    {
        var run = await FindAsync(events);
        return (run.Status, run.ErrorCode, run.ErrorMessage);
    }

    private TurnRequest Request() => new() { Tenant = _rooms.Tenant, Parameters = new ChatCompletionParams { Model = "fake" } };
}
