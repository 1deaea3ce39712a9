namespace Fastchat.Jobs;

public sealed class JobStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private TestRooms _rooms = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rooms = await TestRooms.OpenAsync();

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Lease_NoJob_IsNull() => Assert.Null(await LeaseAsync());

    [Fact]
    public async Task Lease_AddedJob_IsGivenToOneOwnerAlone()
    {
        await AddAsync("a");

        var job = await LeaseAsync("one");

        Assert.Equal((_rooms.Tenant, "test", "a", 1), (job!.Tenant, job.Kind, job.Subject, job.Attempt));
        Assert.Null(await LeaseAsync("two"));
    }

    [Fact]
    public async Task Lease_SeveralJobs_OldestFirst()
    {
        await AddAsync("a");
        _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await AddAsync("b");

        Assert.Equal("a", (await LeaseAsync())!.Subject);
        Assert.Equal("b", (await LeaseAsync())!.Subject);
    }

    [Fact]
    public async Task Lease_ManyAtOnce_NoJobTwice()
    {
        for (var i = 0; i < 20; i++) await AddAsync($"{i}");

        var leased = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => LeaseAsync($"owner-{i}")));

        Assert.Equal(20, leased.OfType<Job>().Select(j => j.Subject).Distinct().Count());
        Assert.Equal(10, leased.Count(j => j is null));
    }

    [Fact]
    public async Task Lease_OwnerSilent_PassesTheJobOnWhenItsTimeIsOver()
    {
        await AddAsync("a");
        await LeaseAsync("one");

        _rooms.Clock.Advance(Lease);
        Assert.Null(await LeaseAsync("two"));
        _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, (await LeaseAsync("two"))!.Attempt);
    }

    [Fact]
    public async Task Renew_OwnJob_KeepsIt()
    {
        await AddAsync("a");
        var job = (await LeaseAsync("one"))!;
        _rooms.Clock.Advance(Lease);

        Assert.True(await _rooms.Jobs.RenewAsync(job, "one", Lease, Ct));

        _rooms.Clock.Advance(Lease);
        Assert.Null(await LeaseAsync("two"));
        Assert.False(await _rooms.Jobs.RenewAsync(job, "two", Lease, Ct));
    }

    [Fact]
    public async Task Release_Interrupted_DoesNotCount()
    {
        await AddAsync("a");

        await _rooms.Jobs.ReleaseAsync((await LeaseAsync())!, "one", TimeSpan.Zero, countsAsTry: false, Ct);

        Assert.Equal(1, (await LeaseAsync())!.Attempt);
    }

    [Fact]
    public async Task Release_Failed_CountsAndWaits()
    {
        await AddAsync("a");
        await _rooms.Jobs.ReleaseAsync((await LeaseAsync())!, "one", TimeSpan.FromSeconds(2), countsAsTry: true, Ct);

        _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.Null(await LeaseAsync());
        _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, (await LeaseAsync())!.Attempt);
    }

    [Fact]
    public async Task Remove_ByAnotherOwner_LeavesTheJob()
    {
        await AddAsync("a");
        var job = (await LeaseAsync("one"))!;

        await _rooms.Jobs.RemoveAsync(job, "two", Ct);
        Assert.NotNull(await JobRow.ReadAsync(_rooms.Database));

        await _rooms.Jobs.RemoveAsync(job, "one", Ct);
        Assert.Null(await JobRow.ReadAsync(_rooms.Database));
    }

    [Fact]
    public async Task Add_SameSubject_BeginsAnewAndTakesItFromItsOwner()
    {
        await AddAsync("a");
        var old = (await LeaseAsync("one"))!;

        await AddAsync("a");

        Assert.False(await _rooms.Jobs.RenewAsync(old, "one", Lease, Ct));
        await _rooms.Jobs.RemoveAsync(old, "one", Ct);
        var fresh = await LeaseAsync("two");
        Assert.Equal(1, fresh!.Attempt);
        Assert.NotEqual(old.Id, fresh.Id);
    }

    [Fact]
    public async Task ReleaseAll_JobsOfTheDead_AreFreeAndTheirTriesCount()
    {
        await AddAsync("a");
        await LeaseAsync("dead");

        await _rooms.Jobs.ReleaseAllAsync(Ct);

        Assert.Equal(2, (await LeaseAsync("alive"))!.Attempt);
    }

    private Task AddAsync(string subject) => _rooms.Database.WriteAsync(_rooms.Tenant, connection => _rooms.Jobs.AddAsync(connection, _rooms.Tenant, "test", subject), Ct);

    private Task<Job?> LeaseAsync(string owner = "one") => _rooms.Jobs.LeaseAsync(owner, Lease, Ct);
}
