namespace Fastchat.Governance.Limits;

public sealed class LimitStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private LimitStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new LimitStore(_rooms.Database, _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Take_UpToTheLimit_FitsAndThenDoesNot()
    {
        foreach (var remaining in (long[])[2, 1, 0]) Assert.Equal((false, remaining), Answer(await TakeAsync(PerMinute(3))));

        Assert.Equal((true, 0), Answer(await TakeAsync(PerMinute(3))));
        Assert.Equal((false, 2), Answer(await _store.TakeAsync(_rooms.OtherTenant, "", [PerMinute(3)], Ct)));
        Assert.Equal((false, 2), Answer(await _store.TakeAsync(_rooms.Tenant, "key", [PerMinute(3)], Ct)));
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
        Assert.Equal("b", (await TakeAsync(PerMinute(5), PerDay(1))).Limit.Metric);

        Assert.Equal((true, "b"), ((await TakeAsync(PerMinute(5), PerDay(1))).Refused, "b"));
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
    public async Task Take_DaysLater_OldWindowsAreGone()
    {
        await TakeAsync(PerMinute(5));
        _rooms.Clock.Advance(TimeSpan.FromDays(3));
        await TakeAsync(PerMinute(5));

        Assert.Equal(1, await _rooms.Database.ReadAsync(_rooms.Tenant, c => Dapper.SqlMapper.ExecuteScalarAsync<int>(c, "SELECT COUNT(*) FROM usage_windows"), Ct));
    }

    private Task<LimitStanding> TakeAsync(params WindowLimit[] limits) => _store.TakeAsync(_rooms.Tenant, "", limits, Ct);

    private static (bool, long) Answer(LimitStanding standing) => (standing.Refused, standing.Remaining);

    private static WindowLimit PerMinute(long most) => new("a", TimeSpan.FromMinutes(1), most);

    private static WindowLimit PerDay(long most) => new("b", TimeSpan.FromDays(1), most);
}
