using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Limits;

public sealed class LimitStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private LimitStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new LimitStore(_rooms.Database, _rooms.Node, _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Take_UpToTheLimit_FitsAndThenDoesNot()
    {
        foreach (var remaining in (long[])[2, 1, 0]) Assert.Equal((false, remaining), Answer(await TakeAsync(PerMinute(3))));

        Assert.Equal((true, 0), Answer(await TakeAsync(PerMinute(3))));
        Assert.Equal((false, 2), Answer(await _store.TakeAsync(_rooms.OtherTenant, [PerMinute(3)], reservation: null, Ct)));
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
    public async Task Take_LimitLowered_IsRefusedAtOnce()
    {
        await TakeAsync(PerMinute(10));
        await TakeAsync(PerMinute(10));

        Assert.Equal((true, 0), Answer(await TakeAsync(PerMinute(2))));
        Assert.Equal((false, 7), Answer(await TakeAsync(PerMinute(10))));
    }

    [Fact]
    public async Task Take_SixtyFourAtOnce_NeverPassTheLimit()
    {
        var taken = 0;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            for (var i = 0; i < 20; i++)
            {
                if (!(await TakeAsync(PerMinute(1000))).Refused) Interlocked.Increment(ref taken);
            }
        }));

        Assert.Equal(1000, taken);
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
    public async Task Settle_Reservation_CountsWhatWasUsed()
    {
        await _store.TakeAsync(_rooms.Tenant, [LimitClaim.UpTo("", LimitMetric.TokensPerMinute, 100, 90), Stream(1)], "rsv_1", Ct);
        Assert.True((await TakeAsync(Stream(1))).Refused);

        await SettleAsync("rsv_1", tokens: 30);
        await SettleAsync("rsv_1", tokens: 30);

        Assert.Equal((false, 69), Answer(await TakeAsync(LimitClaim.UpTo("", LimitMetric.TokensPerMinute, 100, 1))));
        Assert.Equal((false, 0), Answer(await TakeAsync(Stream(1))));
    }

    [Fact]
    public async Task Settle_InALaterWindow_CountsWhereItWasTaken()
    {
        await _store.TakeAsync(_rooms.Tenant, [LimitClaim.UpTo("", LimitMetric.TokensPerMinute, 100, 90)], "rsv_1", Ct);
        _rooms.Clock.Advance(TimeSpan.FromMinutes(1));

        await SettleAsync("rsv_1", tokens: 200);

        Assert.Equal((false, 99), Answer(await TakeAsync(LimitClaim.UpTo("", LimitMetric.TokensPerMinute, 100, 1))));
    }

    [Fact]
    public async Task Release_NodeThatRenews_KeepsWhatItHolds()
    {
        await _store.TakeAsync(_rooms.Tenant, [Stream(1)], "rsv_1", Ct);
        for (var i = 0; i < 5; i++)
        {
            _rooms.Clock.Advance(LimitStore.Lease - TimeSpan.FromSeconds(1));
            await _store.RenewAsync(Ct);
            Assert.Equal(0, await _store.ReleaseAsync(own: false, Ct));
        }

        Assert.True((await TakeAsync(Stream(1))).Refused);
    }

    [Fact]
    public async Task Release_NodeThatDied_GivesStreamsBackAndKeepsTokensCounted()
    {
        var dead = new LimitStore(_rooms.Database, new Node("deadnode"), _rooms.Clock);
        await dead.TakeAsync(_rooms.Tenant, [LimitClaim.UpTo("", LimitMetric.CostPerMonth, 100, 90), Stream(1)], "rsv_1", Ct);
        _rooms.Clock.Advance(LimitStore.Lease);
        Assert.Equal(0, await _store.ReleaseAsync(own: false, Ct));
        _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(2, await _store.ReleaseAsync(own: false, Ct));

        Assert.False((await TakeAsync(Stream(1))).Refused);
        Assert.Equal((false, 9), Answer(await TakeAsync(LimitClaim.UpTo("", LimitMetric.CostPerMonth, 100, 1))));
    }

    [Fact]
    public async Task Release_OfALifeBefore_IsAtOnceAndOfThisNodeAlone()
    {
        var other = new LimitStore(_rooms.Database, new Node("othernode"), _rooms.Clock);
        await other.TakeAsync(_rooms.Tenant, [Stream(2)], "rsv_other", Ct);
        await _store.TakeAsync(_rooms.Tenant, [Stream(2)], "rsv_own", Ct);

        Assert.Equal(1, await _store.ReleaseAsync(own: true, Ct));

        Assert.Equal((false, 0), Answer(await TakeAsync(Stream(2))));
        Assert.True((await TakeAsync(Stream(2))).Refused);
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

    private Task<LimitStanding> TakeAsync(params LimitClaim[] claims) => _store.TakeAsync(_rooms.Tenant, claims, reservation: null, Ct);

    private Task SettleAsync(string id, long tokens) => _rooms.Database.WriteAsync(
        _rooms.Tenant,
        c => LimitStore.SettleAsync(
            c, _rooms.Database.Sql, _rooms.Tenant, new Dictionary<string, Func<string, long>> { [id] = metric => metric == LimitMetric.TokensPerMinute.Name ? tokens : 0 }),
        Ct);

    private Task<IEnumerable<string>> MetricsAsync() =>
        _rooms.Database.ReadAsync(_rooms.Tenant, c => c.QueryAsync<string>("SELECT metric FROM usage_windows ORDER BY metric"), Ct);

    private static (bool, long) Answer(LimitStanding standing) => (standing.Refused, standing.Remaining);

    private static LimitClaim PerMinute(long most) => LimitClaim.Exactly("", LimitMetric.RequestsPerMinute, most, 1);

    private static LimitClaim PerDay(long most) => LimitClaim.Exactly("", LimitMetric.RequestsPerDay, most, 1);

    private static LimitClaim Stream(long most) => LimitClaim.Exactly("", LimitMetric.ConcurrentStreams, most, 1);
}
