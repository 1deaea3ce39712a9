using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Runs;

public sealed class RunKeeperTests : IAsyncLifetime
{
    private readonly CapturedLog<RunKeeper> _log = new();
    private TestRooms _rooms = null!;
    private Server _here = null!;
    private Server _there = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _here = new Server(_rooms, "here", _log);
        _there = new Server(_rooms, "there", _log);
        foreach (var server in (Server[])[_here, _there]) await server.Nodes.RenewAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in (Server[])[_here, _there]) server.Keeper.Dispose();
        await _rooms.DisposeAsync();
    }

    [Fact]
    public async Task InterruptLost_LeaseThatRanOut_EndsTheRunsOfThatNodeAlone()
    {
        await _here.Runs.BeginAsync(_rooms.Tenant, "run_here", "scripted", Ct);
        await _there.Runs.BeginAsync(_rooms.Tenant, "run_there", "scripted", Ct);
        await _there.Runs.BeginAsync(_rooms.OtherTenant, "run_others", "scripted", Ct);
        _rooms.Clock.Advance(RunNodeStore.Lease);
        await _here.Nodes.RenewAsync(Ct);
        Assert.Equal(0, await _here.Runs.InterruptLostAsync(Ct));

        _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(2, await _here.Runs.InterruptLostAsync(Ct));
        Assert.Equal((RunStatus.InProgress, null), await StatusAsync(_rooms.Tenant, "run_here"));
        Assert.Equal((RunStatus.Failed, "interrupted"), await StatusAsync(_rooms.Tenant, "run_there"));
        Assert.Equal((RunStatus.Failed, "interrupted"), await StatusAsync(_rooms.OtherTenant, "run_others"));
    }

    [Fact]
    public async Task InterruptLost_NodeThatSaysThatItLives_KeepsItsRuns()
    {
        await _there.Runs.BeginAsync(_rooms.Tenant, "run_there", "scripted", Ct);
        for (var i = 0; i < 10; i++)
        {
            _rooms.Clock.Advance(RunNodeStore.Lease / 4);
            await _there.Nodes.RenewAsync(Ct);
        }

        Assert.Equal(0, await _here.Runs.InterruptLostAsync(Ct));
    }

    [Fact]
    public async Task Keep_RunThatNobodyHereWorksOn_IsEnded()
    {
        await _here.Runs.BeginAsync(_rooms.Tenant, "run_stranded", "scripted", Ct);
        using var run = await BeginAsync(_here, "run_live");
        await _there.Runs.BeginAsync(_rooms.Tenant, "run_there", "scripted", Ct);

        await _here.Keeper.KeepAsync(Ct);

        Assert.Equal((RunStatus.Failed, "interrupted"), await StatusAsync(_rooms.Tenant, "run_stranded"));
        Assert.Equal((RunStatus.InProgress, null), await StatusAsync(_rooms.Tenant, "run_live"));
        Assert.Equal((RunStatus.InProgress, null), await StatusAsync(_rooms.Tenant, "run_there"));
        Assert.Contains("1 runs", Assert.Single(_log.Entries).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_OnAnotherNode_StopsTheRunAtOnce()
    {
        await _here.Keeper.StartAsync(Ct);
        using var run = await BeginAsync(_here, "run_here");
        using var other = await BeginAsync(_here, "run_other");

        await _there.Runs.RequestCancelAsync(_rooms.Tenant, "run_here", Ct);

        await Eventually.IsTrueAsync(() => run.Token.IsCancellationRequested); // on PostgreSQL news take their way through the server
        Assert.False(other.Token.IsCancellationRequested);
        await _here.Keeper.StopAsync(Ct);
    }

    [Fact]
    public async Task Cancel_WhoseNewsWereLost_IsFoundInTheNextRound()
    {
        using var run = await BeginAsync(_here, "run_here");
        await _there.Runs.RequestCancelAsync(_rooms.Tenant, "run_here", Ct);
        Assert.False(run.Token.IsCancellationRequested);

        await _here.Keeper.KeepAsync(Ct);

        Assert.True(run.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Cancel_OfAnotherTenantsRunOrAnEndedOne_DoesNothing()
    {
        using var run = await BeginAsync(_here, "run_here");
        await _there.Runs.RequestCancelAsync(_rooms.OtherTenant, "run_here", Ct);
        await _here.Keeper.KeepAsync(Ct);
        Assert.False(run.Token.IsCancellationRequested);
        await _here.Runs.CompleteAsync(_rooms.Tenant, new Completion(), RunTails.Of("run_here"), Ct);

        await _there.Runs.RequestCancelAsync(_rooms.Tenant, "run_here", Ct);

        Assert.Equal((RunStatus.Completed, null), await StatusAsync(_rooms.Tenant, "run_here"));
    }

    [Fact]
    public async Task Journal_NodeThatWasTakenForDead_StoresNoMoreAndStops()
    {
        using var run = await BeginAsync(_there, "run_there");
        run.Append(RunTails.Token("run_there", 1, "One "));
        await _there.Journal.StoreAsync();
        Assert.False(run.Token.IsCancellationRequested);
        _rooms.Clock.Advance(2 * RunNodeStore.Lease);
        await _here.Runs.InterruptLostAsync(Ct);

        run.Append(RunTails.Token("run_there", 2, "two "));
        await _there.Journal.StoreAsync();

        Assert.True(run.Token.IsCancellationRequested);
        Assert.Equal(1UL, await _there.Events.LastAsync(_rooms.Tenant, "run_there", Ct));
        Assert.False(await run.EndAsync(RunTails.Token("run_there", 3, "end"), tail => _there.Runs.CompleteAsync(_rooms.Tenant, new Completion(), tail, Ct)));
    }

    private async Task<LiveRun> BeginAsync(Server server, string runId)
    {
        var run = server.Live.Enter(_rooms.Tenant, runId, Ct);
        await server.Runs.BeginAsync(_rooms.Tenant, runId, "scripted", Ct);
        return run;
    }

    private async Task<(RunStatus, string?)> StatusAsync(TenantId tenant, string runId)
    {
        var run = (await _here.Runs.FindAsync(tenant, runId, Ct))!;
        return (run.Status, run.ErrorCode);
    }

    private sealed class Server
    {
        public Server(TestRooms rooms, string name, CapturedLog<RunKeeper> log)
        {
            var node = new Node(name);
            var news = new RunNews(rooms.Database, rooms.Clock);
            Runs = new RunStore(rooms.Database, rooms.DataKeys, node, rooms.Clock);
            Events = new RunEventStore(rooms.Database, rooms.DataKeys, rooms.Clock);
            Nodes = new RunNodeStore(rooms.Database, node, rooms.Clock);
            Keeper = new RunKeeper(Runs, Nodes, Live, rooms.Clock, log);
            Journal = new RunJournal(Live, Lives.Ended(), Events, news, rooms.Clock, new CapturedLog<RunJournal>());
        }

        public LiveRuns Live { get; } = Lives.New();

        public RunStore Runs { get; }

        public RunEventStore Events { get; }

        public RunNodeStore Nodes { get; }

        public RunKeeper Keeper { get; }

        public RunJournal Journal { get; }
    }
}
