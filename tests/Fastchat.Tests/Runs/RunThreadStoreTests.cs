using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;

namespace Fastchat.Runs;

public sealed class RunThreadStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private RunStore _runs = null!;
    private RunThreadStore _line = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _runs = new RunStore(_rooms.Database, _rooms.DataKeys, _rooms.Node, _rooms.Clock);
        _line = new RunThreadStore(_rooms.Database, _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task First_RunsOfAThread_HoldItInTheOrderOfComing()
    {
        foreach (var run in (string[])["run_c", "run_a", "run_b"]) await BeginAsync(run);

        foreach (var run in (string[])["run_c", "run_a", "run_b"])
        {
            Assert.Equal(run, await FirstAsync());
            await FailAsync(run);
        }

        Assert.Null(await FirstAsync());
        Assert.Equal("thread_1", (await _runs.FindAsync(_rooms.Tenant, "run_a", Ct))!.ThreadId);
    }

    [Fact]
    public async Task First_RunOfANodeThatDied_GivesTheThreadToTheNext()
    {
        await BeginAsync("run_1");
        await BeginAsync("run_2");

        await _runs.InterruptAsync(["run_1"], Ct);

        Assert.Equal("run_2", await FirstAsync());
    }

    [Fact]
    public async Task Begin_Reject_NamesTheRunThatHoldsTheThread()
    {
        await BeginAsync("run_1");
        await BeginAsync("run_2");

        var refusal = await Assert.ThrowsAsync<FastchatException>(() => BeginAsync("run_3", OnBusy.Reject));

        Assert.Equal((ErrorReason.ThreadBusy, "run_1"), (refusal.Reason, Assert.IsType<Run>(refusal.Detail).RunId));
        Assert.Null(await _runs.FindAsync(_rooms.Tenant, "run_3", Ct));
    }

    [Fact]
    public async Task Begin_MoreThanMayWait_IsRefusedUntilOneHasEnded()
    {
        for (var i = 0; i <= RunThreadStore.MostWaiting; i++) await BeginAsync($"run_{i}");

        Assert.Equal(ErrorReason.ThreadQueueFull, (await Assert.ThrowsAsync<FastchatException>(() => BeginAsync("run_late"))).Reason);

        await FailAsync("run_0");
        await BeginAsync("run_late");
    }

    [Fact]
    public async Task Begin_RequestOfTheSameName_JoinsItsRunWhateverThePolicy()
    {
        var request = new RunRequest("order", "hash");
        Assert.Null(await BeginAsync("run_1", request: request));

        Assert.Equal("run_1", await BeginAsync("run_2", OnBusy.Reject, request));
    }

    [Fact]
    public async Task StopEarlier_Runs_AreThoseBeforeItInItsThreadAlone()
    {
        foreach (var run in (string[])["run_1", "run_2", "run_3", "run_4"]) await BeginAsync(run);
        await BeginAsync("run_other", thread: "thread_2");

        Assert.Equal(["run_1", "run_2"], await _line.StopEarlierAsync(_rooms.Tenant, "thread_1", "run_3", undo: false, Ct));

        var stopping = await _runs.UnderWayAsync(Ct);
        Assert.Equal(["run_1", "run_2"], stopping.Where(r => r.IsToStop).Select(r => r.RunId).Order());
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task End_Run_LeavesSomethingInItsThreadUnlessItIsUndone(bool undo, bool leaves)
    {
        await BeginAsync("run_1");
        await BeginAsync("run_2");
        await _line.StopEarlierAsync(_rooms.Tenant, "thread_1", "run_2", undo, Ct);
        var left = false;

        await _runs.CompleteAsync(_rooms.Tenant, new Completion(), RunTails.Of("run_1"), Ct, new RunLeaving("thread_1", (_, _) => Task.FromResult(left = true)));

        Assert.Equal(leaves, left);
    }

    [Fact]
    public async Task End_RunThatIsForgotten_IsGoneWithItsEnd()
    {
        await BeginAsync("run_1");

        Assert.True(await _runs.CompleteAsync(_rooms.Tenant, new Completion(), RunTails.Of("run_1"), Ct, new RunLeaving("thread_1", (_, _) => Task.CompletedTask, Forgets: true)));

        Assert.Null(await _runs.FindAsync(_rooms.Tenant, "run_1", Ct));
        Assert.Null(await FirstAsync());
    }

    private async Task<string?> FirstAsync() => await _line.FirstAsync(_rooms.Tenant, "thread_1", Ct);

    private Task<bool> FailAsync(string run) => _runs.FailAsync(_rooms.Tenant, ErrorReason.Cancelled, "Gone.", RunTails.Of(run), Ct, new RunLeaving("thread_1", (_, _) => Task.CompletedTask));

    private Task<string?> BeginAsync(string run, OnBusy policy = OnBusy.Enqueue, RunRequest? request = null, string thread = "thread_1") =>
        _runs.BeginAsync(_rooms.Tenant, run, "scripted", Ct, request: request, thread: new RunThread(thread, policy, (_, _) => Task.CompletedTask));
}
