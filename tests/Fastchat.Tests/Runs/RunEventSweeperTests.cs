using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Runs;

public sealed class RunEventSweeperTests : IAsyncLifetime
{
    private readonly RunOptions _options = new();
    private TestRooms _rooms = null!;
    private RunStore _runs = null!;
    private RunEventStore _events = null!;
    private RunFollower _follower = null!;
    private RunEventSweeper _sweeper = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _runs = new RunStore(_rooms.Database, _rooms.DataKeys, _rooms.Node, _rooms.Clock);
        _events = new RunEventStore(_rooms.Database, _rooms.DataKeys, _rooms.Clock);
        _follower = new RunFollower(_runs, _events, Lives.New(), new RunNews(_rooms.Database, _rooms.Clock), _rooms.Clock);
        _sweeper = new RunEventSweeper(_events, _options, _rooms.Clock, new CapturedLog<RunEventSweeper>());
    }

    public ValueTask DisposeAsync()
    {
        _sweeper.Dispose();
        return _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Sweep_RunsThatEndedLongAgo_LoseTheirEventsAndStay()
    {
        await BeginAsync(_rooms.Tenant, "run_long");
        await RunAsync(_rooms.Tenant, "run_old");
        await RunAsync(_rooms.OtherTenant, "run_others");
        _rooms.Clock.Advance(_options.EventsKept / 2);
        await RunAsync(_rooms.Tenant, "run_new");
        _rooms.Clock.Advance((_options.EventsKept / 2) + TimeSpan.FromSeconds(1));

        await _sweeper.SweepAsync(Ct);

        Assert.Equal(0UL, await _events.LastAsync(_rooms.Tenant, "run_old", Ct));
        Assert.Equal(0UL, await _events.LastAsync(_rooms.OtherTenant, "run_others", Ct));
        Assert.Equal(3UL, await _events.LastAsync(_rooms.Tenant, "run_new", Ct));
        Assert.Equal(1UL, await _events.LastAsync(_rooms.Tenant, "run_long", Ct));
        Assert.Equal("Answer.", (await _runs.FindAsync(_rooms.Tenant, "run_old", Ct))!.Completion!.Text);
    }

    [Fact]
    public async Task Sweep_MoreThanAtOnce_TakesAll()
    {
        for (var i = 0; i < 210; i++) await RunAsync(_rooms.Tenant, $"run_{i}");
        _rooms.Clock.Advance(2 * _options.EventsKept);

        await _sweeper.SweepAsync(Ct);

        Assert.Equal(0UL, await _events.LastAsync(_rooms.Tenant, "run_0", Ct));
        Assert.Equal(0UL, await _events.LastAsync(_rooms.Tenant, "run_209", Ct));
    }

    [Fact]
    public async Task Follow_CursorWhoseEventsAreGone_IsAnsweredWithTheRunAsItIs()
    {
        await RunAsync(_rooms.Tenant, "run_old");
        _rooms.Clock.Advance(2 * _options.EventsKept);
        await _sweeper.SweepAsync(Ct);

        foreach (var after in (ulong[])[0, 2])
        {
            var error = await Assert.ThrowsAsync<FastchatException>(() => FollowAsync(after));
            Assert.Equal(ErrorReason.StreamCursorExpired, error.Reason);
            Assert.Contains("GET /v1/runs/run_old", error.Message, StringComparison.Ordinal);
            Assert.Equal((RunStatus.Completed, "Answer."), (Assert.IsType<Run>(error.Detail).Status, ((Run)error.Detail).Completion.Text));
        }

        Assert.Empty(await FollowAsync(3));
        Assert.Equal(ErrorReason.InvalidValue, (await Assert.ThrowsAsync<FastchatException>(() => FollowAsync(4))).Reason);
    }

    [Fact]
    public async Task Follow_EventsGoWhileAReaderIsInTheMiddle_IsToldSo()
    {
        await BeginAsync(_rooms.Tenant, "run_old");
        for (var i = 2UL; i < 100; i++) await _events.AddAsync(_rooms.Tenant, RunTails.Of("run_old", first: i));
        await _runs.CompleteAsync(_rooms.Tenant, new Completion(), RunTails.Of("run_old", first: 100), Ct);
        _rooms.Clock.Advance(2 * _options.EventsKept);
        var seen = 0;

        var error = await Assert.ThrowsAsync<FastchatException>(async () =>
        {
            await foreach (var _ in _follower.FollowAsync(_rooms.Tenant, "run_old", 0, Ct))
            {
                if (seen++ == 0) await _sweeper.SweepAsync(Ct);
            }
        });

        Assert.Equal(ErrorReason.StreamCursorExpired, error.Reason);
        Assert.InRange(seen, 1, 99);
    }

    private async Task BeginAsync(TenantId tenant, string runId)
    {
        await _runs.BeginAsync(tenant, runId, "scripted", Ct);
        await _events.AddAsync(tenant, RunTails.Of(runId));
    }

    private async Task RunAsync(TenantId tenant, string runId)
    {
        await BeginAsync(tenant, runId);
        var tail = RunSegment.Of(runId, [RunTails.Token(runId, 2, "word "), RunTails.Token(runId, 3, "end")]);
        await _runs.CompleteAsync(tenant, new Completion { Text = "Answer." }, tail, Ct);
    }

    private Task<List<ChatEvent>> FollowAsync(ulong after) => _follower.FollowAsync(_rooms.Tenant, "run_old", after, Ct).ToListAsync(Ct).AsTask();
}
