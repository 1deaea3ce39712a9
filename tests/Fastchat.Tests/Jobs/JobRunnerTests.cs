using Fastchat.Testing;

namespace Fastchat.Jobs;

public sealed class JobRunnerTests : IAsyncLifetime
{
    private readonly FakeJobHandler _handler = new();
    private readonly CapturedLog<JobRunner> _log = new();
    private TestRooms _rooms = null!;
    private JobRunner _runner = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _runner = new JobRunner(_rooms.Jobs, _rooms.Signal, [_handler], new JobOptions(), _rooms.Clock, _log);
    }

    public async ValueTask DisposeAsync()
    {
        await _runner.StopAsync(CancellationToken.None);
        _runner.Dispose();
        await _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Run_AddedJob_IsDoneOnceAndGone()
    {
        await _runner.StartAsync(Ct);

        await AddAsync();

        Assert.Equal("subject", (await BegunAsync()).Subject);
        await Eventually.IsTrueAsync(async () => await RowAsync() is null);
        Assert.False(_handler.Begun.TryRead(out _));
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task Run_Signal_WakesWithoutTheClock()
    {
        await _runner.StartAsync(Ct);
        for (var i = 0; i < 3; i++)
        {
            await AddAsync();
            await BegunAsync();
            await Eventually.IsTrueAsync(async () => await RowAsync() is null);
        }
    }

    [Fact]
    public async Task Run_FailingJob_IsTriedThreeTimesWithLongerWaitsAndGivenUp()
    {
        var fault = new InvalidOperationException("No.");
        _handler.Do = (_, _) => throw fault;
        await _runner.StartAsync(Ct);
        await AddAsync();

        Assert.Equal(1, (await BegunAsync()).Attempt);
        await ReleasedAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(2, (await BegunAsync()).Attempt);
        await ReleasedAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(3, (await BegunAsync()).Attempt);

        var (job, cause) = await GivenUpAsync();
        Assert.Equal(("subject", 3), (job.Subject, job.Attempt));
        Assert.Same(fault, cause);
        await Eventually.IsTrueAsync(async () => await RowAsync() is null);
        Assert.Equal([200, 200, 200], _log.Entries.Select(e => e.Event));
    }

    [Fact]
    public async Task Run_JobThatKilledItsProcessThreeTimes_IsGivenUpWithoutATry()
    {
        await AddAsync();
        for (var i = 0; i < 3; i++)
        {
            await _rooms.Jobs.LeaseAsync("dead", TimeSpan.FromSeconds(30), Ct);
            await _rooms.Jobs.ReleaseAllAsync(Ct);
        }

        await _runner.StartAsync(Ct);

        Assert.Null((await GivenUpAsync()).Cause);
        await Eventually.IsTrueAsync(async () => await RowAsync() is null);
        Assert.False(_handler.Begun.TryRead(out _));
    }

    [Fact]
    public async Task Start_JobHeldByADeadProcess_IsTakenAtOnce()
    {
        await AddAsync();
        await _rooms.Jobs.LeaseAsync("dead", TimeSpan.FromHours(1), Ct);

        await _runner.StartAsync(Ct);

        Assert.Equal(2, (await BegunAsync()).Attempt);
    }

    [Fact]
    public async Task Run_LongJob_KeepsItsLease()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler.Do = (_, cancellationToken) => done.Task.WaitAsync(cancellationToken);
        await _runner.StartAsync(Ct);
        await AddAsync();
        await BegunAsync();

        for (var i = 0; i < 6; i++)
        {
            _rooms.Clock.Advance(TimeSpan.FromSeconds(10));
            var until = (_rooms.Clock.GetUtcNow() + TimeSpan.FromSeconds(30)).ToUnixTimeMilliseconds();
            await Eventually.IsTrueAsync(async () => (await RowAsync())?.LeaseUntil == until);
        }

        done.SetResult();
        await Eventually.IsTrueAsync(async () => await RowAsync() is null);
        Assert.False(_handler.Begun.TryRead(out _));
    }

    [Fact]
    public async Task Run_LeaseLost_StopsTheTryAndBeginsTheNewJob()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler.Do = async (job, cancellationToken) =>
        {
            if (stopped.Task.IsCompleted) return;
            using var registration = cancellationToken.Register(() => stopped.TrySetResult());
            await Task.Delay(Timeout.InfiniteTimeSpan, _rooms.Clock, cancellationToken);
        };
        await _runner.StartAsync(Ct);
        await AddAsync();
        await BegunAsync();

        // The same work is asked for again: whoever holds it does it in vain. Both workers may meet it.
        await AddAsync();
        await BegunAsync();
        await Eventually.IsTrueAsync(() =>
        {
            _rooms.Clock.Advance(TimeSpan.FromSeconds(10));
            return stopped.Task.IsCompleted;
        });

        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task Stop_JobUnderWay_IsGivenBackUncounted()
    {
        _handler.Do = (_, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, _rooms.Clock, cancellationToken);
        await _runner.StartAsync(Ct);
        await AddAsync();
        await BegunAsync();

        await _runner.StopAsync(Ct);

        var row = await RowAsync();
        Assert.Equal((0, null), (row!.Attempts, row.Owner));
        Assert.False(_handler.GivenUp.TryRead(out _));
    }

    [Fact]
    public async Task Run_CancelledByItself_CountsAsAFailure()
    {
        _handler.Do = (_, _) => throw new OperationCanceledException();
        await _runner.StartAsync(Ct);
        await AddAsync();
        await BegunAsync();

        await GivenBackAsync(TimeSpan.FromSeconds(2));

        Assert.Equal([200], _log.Entries.Select(e => e.Event));
    }

    [Fact]
    public async Task Run_KindWithoutHandler_WaitsUncounted()
    {
        await _runner.StartAsync(Ct);

        await AddAsync("unknown");

        var anHourOn = (_rooms.Clock.GetUtcNow() + TimeSpan.FromHours(1)).ToUnixTimeMilliseconds();
        await Eventually.IsTrueAsync(async () => await RowAsync() is { Owner: null, Attempts: 0 } row && row.RunAfter == anHourOn);
        Assert.Equal([201], _log.Entries.Select(e => e.Event));
    }

    private async Task AddAsync(string kind = "test")
    {
        await _rooms.Database.WriteAsync(_rooms.Tenant, connection => _rooms.Jobs.AddAsync(connection, _rooms.Tenant, kind, "subject"), Ct);
        _rooms.Signal.Set();
    }

    private Task<Job> BegunAsync() => _handler.Begun.ReadAsync(Ct).AsTask().WaitAsync(Eventually.Patience, Ct);

    private Task<(Job Job, Exception? Cause)> GivenUpAsync() => _handler.GivenUp.ReadAsync(Ct).AsTask().WaitAsync(Eventually.Patience, Ct);

    // Waits until the job is given back to be tried after so long.
    private async Task GivenBackAsync(TimeSpan after)
    {
        var due = (_rooms.Clock.GetUtcNow() + after).ToUnixTimeMilliseconds();
        await Eventually.IsTrueAsync(async () => await RowAsync() is { Owner: null } row && row.RunAfter == due);
    }

    // Waits for that, and lets the time pass: the job is tried again.
    private async Task ReleasedAsync(TimeSpan after)
    {
        await GivenBackAsync(after);
        _rooms.Clock.Advance(after);
        _rooms.Signal.Set();
    }

    private Task<JobRow?> RowAsync() => JobRow.ReadAsync(_rooms.Database);
}
