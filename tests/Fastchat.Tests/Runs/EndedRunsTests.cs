using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Runs;

public sealed class EndedRunsTests
{
    private static readonly TenantId Tenant = TenantId.New();

    private readonly FakeClock _clock = new();
    private readonly EndedRuns _ended;
    private readonly LiveRuns _live;

    public EndedRunsTests()
    {
        _ended = new EndedRuns(new RunOptions { MostInMemory = 10 }, _clock);
        _live = new LiveRuns(_ended);
    }

    [Fact]
    public async Task Find_RunWithoutDurability_IsThereUntilItsTimeIsOver()
    {
        await RunAsync("run_1", 3);
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(3, _live.Find(Tenant, "run_1")!.Read(0)!.Value.Events.Count);
        Assert.Null(_live.Find(TenantId.New(), "run_1"));
        Assert.Empty(_live.All);

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(_live.Find(Tenant, "run_1"));
    }

    [Fact]
    public async Task Add_MoreThanThereIsRoomFor_LetsTheOldestGo()
    {
        await RunAsync("run_1", 4);
        await RunAsync("run_2", 4);
        await RunAsync("run_3", 4);

        Assert.Null(_live.Find(Tenant, "run_1"));
        Assert.NotNull(_live.Find(Tenant, "run_2"));
        Assert.NotNull(_live.Find(Tenant, "run_3"));
    }

    [Theory]
    [InlineData(Durability.Async)]
    [InlineData(Durability.Sync)]
    public async Task Find_RunThatIsStored_IsNotKept(Durability durability)
    {
        await RunAsync("run_1", 3, durability);

        Assert.Null(_live.Find(Tenant, "run_1"));
    }

    [Fact]
    public async Task Forget_Tenant_LetsGoOfItsOwnAlone()
    {
        var other = TenantId.New();
        await RunAsync("run_1", 3);
        await RunAsync("run_2", 3, tenant: other);

        _ended.Forget(Tenant);

        Assert.Null(_live.Find(Tenant, "run_1"));
        Assert.NotNull(_live.Find(other, "run_2"));
    }

    private async Task RunAsync(string runId, ulong events, Durability durability = Durability.None, TenantId? tenant = null)
    {
        using var run = _live.Enter(tenant ?? Tenant, runId, CancellationToken.None, durability);
        for (var i = 1UL; i < events; i++) run.Append(RunTails.Token(runId, i, "word "));
        await run.EndAsync(RunTails.Token(runId, events, "end"), _ => Task.FromResult(true));
    }
}
