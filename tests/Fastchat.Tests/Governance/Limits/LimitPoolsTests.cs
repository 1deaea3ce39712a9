using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Limits;

/// <summary>Limits as callers meet them, over the real store.</summary>
public sealed class LimitPoolsTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private LimitStore _store = null!;
    private LimitPools _pools = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        (_store, _pools) = Node(_rooms.Node.Id);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Take_UpToTheLimit_FitsAndThenDoesNot()
    {
        foreach (var remaining in (long[])[2, 1, 0]) Assert.Equal((false, remaining), Answer(await TakeAsync(PerMinute(3))));

        Assert.Equal((true, 0), Answer(await TakeAsync(PerMinute(3))));
        Assert.Equal((false, 2), Answer((await _pools.TakeAsync(_rooms.OtherTenant, [PerMinute(3)], isHeld: false, Ct)).Standing));
        Assert.Equal((false, 2), Answer(await TakeAsync(PerMinute(3) with { Subject = "key:a" })));
    }

    [Fact]
    public async Task Take_NextWindow_BeginsAnew()
    {
        var first = await TakeAsync(PerMinute(1));
        Assert.True((await TakeAsync(PerMinute(1))).Refused);

        _rooms.Clock.Advance(first.ResetAfter - TimeSpan.FromTicks(1));
        Assert.True((await TakeAsync(PerMinute(1))).Refused);
        _rooms.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal((false, 0), Answer(await TakeAsync(PerMinute(1))));
    }

    [Fact]
    public async Task Take_OneOfTwoDoesNotFit_TakesNothingOfTheOther()
    {
        Assert.Equal(LimitMetric.RequestsPerDay, (await TakeAsync(PerMinute(5), PerDay(1))).Metric);

        var refused = await TakeAsync(PerMinute(5), PerDay(1));

        Assert.Equal((true, LimitMetric.RequestsPerDay), (refused.Refused, refused.Metric));
        Assert.Equal((false, 3), Answer(await TakeAsync(PerMinute(5))));
    }

    [Fact]
    public async Task Take_LimitLowered_IsRefusedAtOnceAndRaisedFitsAgain()
    {
        await TakeAsync(PerMinute(1000));
        await TakeAsync(PerMinute(1000));
        await TakeAsync(PerMinute(1000));

        Assert.Equal((true, 0), Answer(await TakeAsync(PerMinute(2))));
        Assert.Equal((true, 0), Answer(await TakeAsync(PerMinute(2))));
        Assert.Equal((false, 6), Answer(await TakeAsync(PerMinute(10))));
    }

    [Fact]
    public async Task Take_SixtyFourAtOnce_NeverPassTheLimitAndReachIt() => Assert.Equal(1000, await CountAsync([_pools], PerMinute(1000)));

    [Fact]
    public async Task Take_SixtyFourAtOnceOnThreeNodes_NeverPassTheLimit()
    {
        var taken = await CountAsync([_pools, Node("two").Pools, Node("three").Pools], PerMinute(1000));

        // All of it is drawn, and no more; what a node drew ahead and did not use is given back later.
        Assert.Equal(1000, await DrawnAsync());
        Assert.InRange(taken, 800, 1000);
    }

    [Fact]
    public async Task Take_ManyAtOnce_AreToldHowItStoodWhenTheyHadTheirTurn()
    {
        await TakeAsync(PerMinute(1000));

        var standings = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => TakeAsync(PerMinute(1000), PerDay(300))));

        Assert.Equal(Enumerable.Range(236, 64).Select(n => (false, (long)n)), standings.Select(Answer).Order());
        Assert.Equal((false, 934), Answer(await TakeAsync(PerMinute(1000))));
    }

    [Fact]
    public async Task Take_OneAfterAnother_AsksTheDatabaseSeldom()
    {
        var before = await DrawnAsync();
        for (var i = 0; i < 200; i++) await TakeAsync(PerMinute(1_000_000));

        var after = await DrawnAsync();

        Assert.Equal(0, before);
        Assert.InRange(after, 200, 1000);
        for (var i = 200; i < after; i++) await TakeAsync(PerMinute(1_000_000));
        Assert.Equal(after, await DrawnAsync());
    }

    [Fact]
    public async Task Take_NowAndThen_DrawsNothingAhead()
    {
        for (var i = 1; i <= 5; i++)
        {
            await TakeAsync(PerDay(1_000_000));
            Assert.Equal(i, await DrawnAsync());
            _rooms.Clock.Advance(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task Take_NearTheEnd_DrawsExactly()
    {
        for (var i = 0; i < 90; i++) await TakeAsync(PerDay(100));

        Assert.Equal(90, await DrawnAsync());
    }

    [Fact]
    public async Task Take_MoreThanIsLeft_IsRefusedWhereExactAndLetInWhereItIsAGuess()
    {
        var exact = LimitClaim.Exactly("", LimitMetric.UploadBytesPerDay, 100, 60);
        Assert.False((await TakeAsync(exact)).Refused);
        Assert.Equal((true, 40), Answer(await TakeAsync(exact)));

        var guess = LimitClaim.UpTo("", LimitMetric.TokensPerMinute, 100, 60);
        Assert.Equal((false, 40), Answer(await TakeAsync(guess)));
        Assert.Equal((false, 0), Answer(await TakeAsync(guess)));
        Assert.Equal((true, 0), Answer(await TakeAsync(guess)));
    }

    [Fact]
    public async Task Take_EnormousAmounts_DoNotOverflow()
    {
        var guess = LimitClaim.UpTo("", LimitMetric.CostPerDay, long.MaxValue / 2, long.MaxValue - 5);
        Assert.False((await TakeAsync(guess)).Refused);
        Assert.Equal((true, 0), Answer(await TakeAsync(guess)));
    }

    [Fact]
    public async Task Take_WithdrawnWhileItWaits_TakesNothing()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _pools.TakeAsync(_rooms.Tenant, [PerMinute(3)], isHeld: false, gone.Token).AsTask());

        Assert.Equal((false, 2), Answer(await TakeAsync(PerMinute(3))));
    }

    [Fact]
    public async Task Settle_Hold_CountsWhatWasUsedOnce()
    {
        var hold = await HoldAsync(_pools, Tokens(100, 90), Stream(1));
        Assert.True((await TakeAsync(Stream(1))).Refused);

        hold.Settle(tokens: 30, cost: 0);
        hold.Settle(tokens: 30, cost: 0);
        hold.Release();

        Assert.Equal((false, 69), Answer(await TakeAsync(Tokens(100, 1))));
        Assert.Equal((false, 0), Answer(await TakeAsync(Stream(1))));
    }

    [Fact]
    public async Task Settle_MoreThanWasSetAside_CountsItOnAllNodes()
    {
        var other = Node("two").Pools;
        (await HoldAsync(_pools, Tokens(100, 10))).Settle(tokens: 95, cost: 0);

        await _pools.ReturnAsync(all: false, Ct);

        Assert.Equal((false, 4), Answer((await other.TakeAsync(_rooms.Tenant, [Tokens(100, 1)], isHeld: false, Ct)).Standing));
        Assert.Equal((false, 3), Answer(await TakeAsync(Tokens(100, 1))));
    }

    [Fact]
    public async Task Settle_InALaterWindow_CountsWhereItWasTaken()
    {
        var hold = await HoldAsync(_pools, Tokens(100, 90));
        _rooms.Clock.Advance(TimeSpan.FromMinutes(1));

        hold.Settle(tokens: 200, cost: 0);
        await _pools.ReturnAsync(all: false, Ct);

        Assert.Equal((false, 99), Answer(await TakeAsync(Tokens(100, 1))));
    }

    [Fact]
    public async Task Release_WorkThatWasNotDone_TakesNothing()
    {
        (await HoldAsync(_pools, Tokens(100, 90), LimitClaim.Exactly("model:m", LimitMetric.RequestsPerDay, 1, 1))).Release();

        Assert.Equal((false, 0), Answer(await TakeAsync(LimitClaim.Exactly("model:m", LimitMetric.RequestsPerDay, 1, 1))));
        Assert.Equal((false, 99), Answer(await TakeAsync(Tokens(100, 1))));
    }

    [Fact]
    public async Task Return_WhatIsIdle_IsForOtherNodesAndWhatIsBusyIsKept()
    {
        for (var i = 0; i < 40; i++) await TakeAsync(PerDay(1000));
        Assert.InRange(await DrawnAsync(), 41, 1000);
        await _pools.ReturnAsync(all: false, Ct);
        Assert.InRange(await DrawnAsync(), 41, 1000);

        _rooms.Clock.Advance(TimeSpan.FromSeconds(1));
        await _pools.ReturnAsync(all: false, Ct);

        Assert.Equal(40, await DrawnAsync());
        Assert.Equal((false, 959), Answer(await TakeAsync(PerDay(1000))));
    }

    [Fact]
    public async Task Return_WhatAnswersLeftOfABusyTenant_IsForOtherNodesToo()
    {
        for (var i = 0; i < 20; i++) (await HoldAsync(_pools, Tokens(100_000, 4000))).Settle(tokens: 100, cost: 0);
        await _pools.ReturnAsync(all: false, Ct);
        for (var second = 0; second < 3; second++)
        {
            (await HoldAsync(_pools, Tokens(100_000, 4000))).Settle(tokens: 100, cost: 0);
            await _pools.ReturnAsync(all: false, Ct);
            _rooms.Clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        var other = (await Node("two").Pools.TakeAsync(_rooms.Tenant, [Tokens(100_000, 1)], isHeld: false, Ct)).Standing;

        Assert.InRange(other.Remaining, 100_000 - 2_300 - 12_000, 100_000 - 2_300);
    }

    [Fact]
    public async Task Return_NodeThatStops_GivesEverythingBack()
    {
        var hold = await HoldAsync(_pools, Stream(1));
        for (var i = 0; i < 40; i++) await TakeAsync(PerDay(1000));
        hold.Settle(0, 0);

        await _pools.ReturnAsync(all: true, Ct);

        Assert.Equal(40, await DrawnAsync());
        Assert.Equal((false, 0), Answer((await Node("two").Pools.TakeAsync(_rooms.Tenant, [Stream(1)], isHeld: false, Ct)).Standing));
    }

    [Fact]
    public async Task Streams_OfANodeThatRenews_StayCounted()
    {
        await HoldAsync(_pools, Stream(1));
        for (var i = 0; i < 5; i++)
        {
            _rooms.Clock.Advance(LimitStore.Lease - TimeSpan.FromSeconds(1));
            await _pools.ReturnAsync(all: false, Ct);
            await _store.RenewAsync(Ct);
            Assert.Equal(0, await _store.ReleaseAsync(own: false, Ct));
        }

        Assert.True((await TakeAsync(Stream(1))).Refused);
        Assert.True((await Node("two").Pools.TakeAsync(_rooms.Tenant, [Stream(1)], isHeld: false, Ct)).Standing.Refused);
    }

    [Fact]
    public async Task Streams_OfANodeThatDied_AreGivenBackAndItsTokensStayCounted()
    {
        var hold = await HoldAsync(Node("deadnode").Pools, LimitClaim.UpTo("", LimitMetric.CostPerMonth, 100, 90), Stream(1));
        _rooms.Clock.Advance(LimitStore.Lease);
        Assert.Equal(0, await _store.ReleaseAsync(own: false, Ct));
        _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, await _store.ReleaseAsync(own: false, Ct));

        Assert.False((await TakeAsync(Stream(1))).Refused);
        Assert.Equal((false, 9), Answer(await TakeAsync(LimitClaim.UpTo("", LimitMetric.CostPerMonth, 100, 1))));
        Assert.NotNull(hold);
    }

    [Fact]
    public async Task Streams_OfANodeThatWasTakenForDead_AreNotGivenBackTwice()
    {
        var (store, pools) = Node("slow");
        var hold = await HoldAsync(pools, Stream(2));
        _rooms.Clock.Advance(LimitStore.Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await _store.ReleaseAsync(own: false, Ct));
        await HoldAsync(_pools, Stream(2));

        hold.Settle(0, 0);
        await pools.ReturnAsync(all: true, Ct);

        Assert.Equal((false, 0), Answer(await TakeAsync(Stream(2))));
        Assert.Equal(0, await store.ReleaseAsync(own: false, Ct));
    }

    [Fact]
    public async Task Release_OfALifeBefore_IsAtOnceAndOfThisNodeAlone()
    {
        await HoldAsync(Node("othernode").Pools, Stream(2));
        await HoldAsync(_pools, Stream(2));
        var (store, pools) = Node(_rooms.Node.Id);

        Assert.Equal(1, await store.ReleaseAsync(own: true, Ct));

        Assert.Equal((false, 0), Answer((await pools.TakeAsync(_rooms.Tenant, [Stream(2)], isHeld: true, Ct)).Standing));
        Assert.True((await pools.TakeAsync(_rooms.Tenant, [Stream(2)], isHeld: true, Ct)).Standing.Refused);
    }

    [Fact]
    public async Task Take_WeeksLater_OldWindowsAreGone()
    {
        await TakeAsync(PerMinute(5), PerDay(5), Stream(5));
        _rooms.Clock.Advance(TimeSpan.FromDays(2));
        await TakeAsync(PerMinute(5));
        Assert.Equal(["requests/day", "requests/minute", "streams"], await MetricsAsync());

        _rooms.Clock.Advance(TimeSpan.FromDays(40));
        await TakeAsync(PerMinute(5));
        Assert.Equal(["requests/minute", "streams"], await MetricsAsync());
    }

    private (LimitStore Store, LimitPools Pools) Node(string id)
    {
        var store = new LimitStore(_rooms.Database, new Node(id), _rooms.Clock);
        return (store, new LimitPools(store, _rooms.Clock));
    }

    private async Task<LimitStanding> TakeAsync(params LimitClaim[] claims) => (await _pools.TakeAsync(_rooms.Tenant, claims, isHeld: false, Ct)).Standing;

    private async Task<LimitHold> HoldAsync(LimitPools pools, params LimitClaim[] claims) => (await pools.TakeAsync(_rooms.Tenant, claims, isHeld: true, Ct)).Hold!;

    private async Task<int> CountAsync(IReadOnlyList<LimitPools> nodes, LimitClaim claim)
    {
        var taken = 0;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async n =>
        {
            for (var i = 0; i < 20; i++)
            {
                if (!(await nodes[n % nodes.Count].TakeAsync(_rooms.Tenant, [claim], isHeld: false, Ct)).Standing.Refused) Interlocked.Increment(ref taken);
            }
        }));
        return taken;
    }

    private Task<long> DrawnAsync() =>
        _rooms.Database.ReadAsync(_rooms.Tenant, async c => await c.ExecuteScalarAsync<long?>("SELECT MAX(used) FROM usage_windows WHERE metric LIKE 'requests/%'") ?? 0, Ct);

    private Task<IEnumerable<string>> MetricsAsync() =>
        _rooms.Database.ReadAsync(_rooms.Tenant, c => c.QueryAsync<string>("SELECT metric FROM usage_windows ORDER BY metric"), Ct);

    private static (bool, long) Answer(LimitStanding standing) => (standing.Refused, standing.Remaining);

    private static LimitClaim PerMinute(long most) => LimitClaim.Exactly("", LimitMetric.RequestsPerMinute, most, 1);

    private static LimitClaim PerDay(long most) => LimitClaim.Exactly("", LimitMetric.RequestsPerDay, most, 1);

    private static LimitClaim Tokens(long most, long amount) => LimitClaim.UpTo("", LimitMetric.TokensPerMinute, most, amount);

    private static LimitClaim Stream(long most) => LimitClaim.Exactly("", LimitMetric.ConcurrentStreams, most, 1);
}
