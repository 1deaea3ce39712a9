using System.Data.Common;

namespace Fastchat.Storage.Sqlite.Writing;

/// <summary>One call's write, from its acceptance to its outcome.</summary>
internal sealed class WriteJob<T> : WriteJob
{
    // Continuations must not run on the write loop: a caller's next steps would hold up everyone's writes.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ExecutionContext? _callerContext = ExecutionContext.Capture();
    private readonly Func<DbConnection, Task<T>> _work;
    private readonly NestedCallGuard _guard;
    private readonly CancellationTokenRegistration _withdrawal;
    private T _result = default!;
    private bool _isClaimed; // by the loop or by the caller's cancellation, whichever comes first
    private bool _isStarted;

    public WriteJob(Func<DbConnection, Task<T>> work, NestedCallGuard guard, CancellationToken ct)
    {
        _work = work;
        _guard = guard;
        _withdrawal = ct.UnsafeRegister(static (job, token) => ((WriteJob<T>)job!).Withdraw(token), this);
    }

    public Task<T> Completion => _completion.Task;

    public override bool TryStart()
    {
        _withdrawal.Unregister();
        return _isStarted = !Interlocked.Exchange(ref _isClaimed, true);
    }

    public override Task RunAsync(DbConnection connection)
    {
        if (_callerContext is null) return RunInContextAsync(connection);

        // The caller's trace goes with the work, and so does its mark of being inside a write of another database, without
        // which two databases that write into each other would wait for ever.
        var run = Task.CompletedTask;
        ExecutionContext.Run(_callerContext, _ => run = RunInContextAsync(connection), null);
        return run;
    }

    public override void Complete()
    {
        if (!_isStarted) return; // withdrawn, and its cancellation may be a moment behind
        if (Error is null) _completion.TrySetResult(_result);
        else _completion.TrySetException(Error);
    }

    public override void Fail(Exception groupError)
    {
        _withdrawal.Unregister();
        _completion.TrySetException(Error ?? groupError);
    }

    private async Task RunInContextAsync(DbConnection connection)
    {
        try
        {
            using var call = _guard.Enter();
            _result = await _work(connection);
        }
        catch (Exception error)
        {
            Error = error;
        }
    }

    private void Withdraw(CancellationToken ct)
    {
        if (!Interlocked.Exchange(ref _isClaimed, true)) _completion.TrySetCanceled(ct);
    }
}
