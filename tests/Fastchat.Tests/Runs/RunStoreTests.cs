using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;

namespace Fastchat.Runs;

public sealed class RunStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private RunStore _runs = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _runs = new RunStore(_rooms.Database, _rooms.DataKeys, _rooms.Node, _rooms.Clock);
        await _runs.BeginAsync(_rooms.Tenant, "run_1", "scripted", Ct);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Begin_Run_IsInProgress()
    {
        Assert.Equal(
            new RunRecord("run_1", RunStatus.InProgress, "scripted", _rooms.Clock.GetUtcNow(), null, null, null, null),
            await _runs.FindAsync(_rooms.Tenant, "run_1", Ct));
    }

    [Fact]
    public async Task Complete_Run_HoldsItsAnswer()
    {
        var begun = _rooms.Clock.GetUtcNow();
        _rooms.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.True(await _runs.CompleteAsync(_rooms.Tenant, new Completion { Text = "An answer." }, RunTails.Of("run_1"), Ct));

        Assert.Equal(
            new RunRecord("run_1", RunStatus.Completed, "scripted", begun, begun.AddSeconds(3), new Completion { Text = "An answer." }, null, null) { LastSequence = 1 },
            await _runs.FindAsync(_rooms.Tenant, "run_1", Ct));
    }

    [Fact]
    public async Task End_Twice_ChangesNothingTheSecondTime()
    {
        Assert.True(await _runs.FailAsync(_rooms.Tenant, ErrorReason.UpstreamUnavailable, "Away.", RunTails.Of("run_1"), Ct));
        var ended = await _runs.FindAsync(_rooms.Tenant, "run_1", Ct);
        _rooms.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False(await _runs.CompleteAsync(_rooms.Tenant, new Completion { Text = "Late." }, RunTails.Of("run_1"), Ct));
        Assert.False(await _runs.FailAsync(_rooms.Tenant, ErrorReason.Cancelled, "Later.", RunTails.Of("run_1"), Ct));

        Assert.Equal(ended, await _runs.FindAsync(_rooms.Tenant, "run_1", Ct));
        Assert.Equal((RunStatus.Failed, "upstream_unavailable", "Away."), (ended!.Status, ended.ErrorCode, ended.ErrorMessage));
    }

    [Fact]
    public async Task End_ManyAtOnce_OneWins()
    {
        var ends = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0
            ? _runs.CompleteAsync(_rooms.Tenant, new Completion(), RunTails.Of("run_1"), Ct)
            : _runs.FailAsync(_rooms.Tenant, ErrorReason.Internal, "", RunTails.Of("run_1"), Ct)));

        Assert.Single(ends, won => won);
    }

    [Fact]
    public async Task Fail_Cancelled_IsItsOwnStatus()
    {
        await _runs.FailAsync(_rooms.Tenant, ErrorReason.Cancelled, "Enough.", RunTails.Of("run_1"), Ct);

        Assert.Equal(RunStatus.Cancelled, (await _runs.FindAsync(_rooms.Tenant, "run_1", Ct))!.Status);
    }

    [Fact]
    public async Task AnyCall_RunOfAnotherTenant_IsAsIfThereWereNone()
    {
        Assert.Null(await _runs.FindAsync(_rooms.OtherTenant, "run_1", Ct));
        Assert.False(await _runs.CompleteAsync(_rooms.OtherTenant, new Completion(), RunTails.Of("run_1"), Ct));

        Assert.Equal(RunStatus.InProgress, (await _runs.FindAsync(_rooms.Tenant, "run_1", Ct))!.Status);
    }

    [Fact]
    public async Task InterruptAll_Runs_EndsThoseInProgressAlone()
    {
        await _runs.BeginAsync(_rooms.OtherTenant, "run_2", "scripted", Ct);
        await _runs.BeginAsync(_rooms.Tenant, "run_3", "scripted", Ct);
        await _runs.CompleteAsync(_rooms.Tenant, new Completion(), RunTails.Of("run_3"), Ct);

        Assert.Equal(2, await _runs.InterruptAllAsync(Ct));

        Assert.Equal((RunStatus.Failed, "interrupted"), await StatusAsync(_rooms.Tenant, "run_1"));
        Assert.Equal((RunStatus.Failed, "interrupted"), await StatusAsync(_rooms.OtherTenant, "run_2"));
        Assert.Equal((RunStatus.Completed, null), await StatusAsync(_rooms.Tenant, "run_3"));
        Assert.Equal(0, await _runs.InterruptAllAsync(Ct));
    }

    [Fact]
    public async Task Begin_RequestThatWasMadeBefore_IsTheRunThatThereIs()
    {
        var request = new RunRequest("order-1", "hash");
        Assert.Null(await BeginAsync("run_a", request));
        Assert.Equal("run_a", await BeginAsync("run_b", request));
        Assert.Equal("run_a", await _runs.FindRequestAsync(_rooms.Tenant, request, Ct));
        Assert.Null(await _runs.FindAsync(_rooms.Tenant, "run_b", Ct));

        await _runs.CompleteAsync(_rooms.Tenant, new Completion(), RunTails.Of("run_a"), Ct);

        Assert.Equal("run_a", await BeginAsync("run_c", request));
        Assert.Null(await BeginAsync("run_d", request with { Id = "order-2" }));
    }

    [Fact]
    public async Task Begin_NameThatAnotherTenantUses_IsItsOwn()
    {
        var request = new RunRequest("order-1", "hash");
        await BeginAsync("run_a", request);

        Assert.Null(await _runs.FindRequestAsync(_rooms.OtherTenant, request, Ct));
        Assert.Null(await _runs.BeginAsync(_rooms.OtherTenant, "run_b", "scripted", Ct, request: request with { Hash = "other" }));
        Assert.Equal("run_b", await _runs.FindRequestAsync(_rooms.OtherTenant, request with { Hash = "other" }, Ct));
    }

    [Fact]
    public async Task Begin_RequestWhoseRunFailed_IsTakenOver()
    {
        var request = new RunRequest("order-1", "hash");
        await BeginAsync("run_a", request);
        await _runs.FailAsync(_rooms.Tenant, ErrorReason.UpstreamUnavailable, "Away.", RunTails.Of("run_a"), Ct);
        Assert.Null(await _runs.FindRequestAsync(_rooms.Tenant, request, Ct));

        Assert.Null(await BeginAsync("run_b", request));

        Assert.Equal("run_b", await _runs.FindRequestAsync(_rooms.Tenant, request, Ct));
        Assert.NotNull(await _runs.FindAsync(_rooms.Tenant, "run_a", Ct));
    }

    [Fact]
    public async Task Begin_NameOfAnotherRequest_IsRefusedAndBeginsNothing()
    {
        await BeginAsync("run_a", new RunRequest("order-1", "hash"));

        var error = await Assert.ThrowsAsync<Foundation.FastchatException>(() => BeginAsync("run_b", new RunRequest("order-1", "other")));

        Assert.Equal((ErrorReason.RequestIdReused, "request_id"), (error.Reason, error.Param));
        Assert.Null(await _runs.FindAsync(_rooms.Tenant, "run_b", Ct));
        await Assert.ThrowsAsync<Foundation.FastchatException>(() => _runs.FindRequestAsync(_rooms.Tenant, new RunRequest("order-1", "other"), Ct));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Begin_SameRequestManyTimesAtOnce_BeginsOneRun(bool isTakenOver)
    {
        var request = new RunRequest("order-1", "hash");
        if (isTakenOver)
        {
            await BeginAsync("run_first", request);
            await _runs.FailAsync(_rooms.Tenant, ErrorReason.Internal, "Gone.", RunTails.Of("run_first"), Ct);
        }

        var begun = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => BeginAsync($"run_again_{i}", request)));

        var winner = Assert.Single(Enumerable.Range(0, 20), i => begun[i] is null);
        Assert.All(begun.Where(b => b is not null), other => Assert.Equal($"run_again_{winner}", other));
    }

    private Task<string?> BeginAsync(string runId, RunRequest request) => _runs.BeginAsync(_rooms.Tenant, runId, "scripted", Ct, request: request);

    private async Task<(RunStatus, string?)> StatusAsync(Foundation.TenantId tenant, string runId)
    {
        var run = (await _runs.FindAsync(tenant, runId, Ct))!;
        return (run.Status, run.ErrorCode);
    }
}
