using Fastchat.Storage;

namespace Fastchat.Runs;

/// <summary>The ear of one run that waits for its turn in a thread.</summary>
public sealed class RunTurnListener : IDisposable
{
    // Where news are lost, and where a run was ended for a node that died: of those nothing is told.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly IDisposable _watch;
    private readonly Ear _ear;

    internal RunTurnListener(ChangeFeed changes, string topic, string threadId, TimeProvider clock)
    {
        _ear = new Ear(clock);
        _watch = changes.Subscribe(topic, key =>
        {
            if (key is null || key == threadId) _ear.Hear();
        });
    }

    /// <summary>Waits until a run of the thread may have ended since the last wait, or for a while.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _ear.WaitAsync(LookEvery, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _watch.Dispose();
}
