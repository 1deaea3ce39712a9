using Fastchat.Storage;

namespace Fastchat.Runs;

/// <summary>The ear of one run that waits for its turn in a thread.</summary>
public sealed class RunTurnListener : IDisposable
{
    // Where news are lost, and where a run was ended for a node that died: of those nothing is told.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly IDisposable _watch;
    private readonly TimeProvider _clock;
    private TaskCompletionSource _freed = Unheard();

    internal RunTurnListener(ChangeFeed changes, string topic, string threadId, TimeProvider clock)
    {
        _clock = clock;
        _watch = changes.Subscribe(topic, key =>
        {
            if (key is null || key == threadId) Volatile.Read(ref _freed).TrySetResult();
        });
    }

    /// <summary>Waits until a run of the thread may have ended since the last wait, or for a while.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _freed.Task.WaitAsync(LookEvery, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        Volatile.Write(ref _freed, Unheard());
    }

    /// <inheritdoc />
    public void Dispose() => _watch.Dispose();

    private static TaskCompletionSource Unheard() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
