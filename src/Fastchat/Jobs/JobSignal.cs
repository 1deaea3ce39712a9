namespace Fastchat.Jobs;

/// <summary>Wakes the runner when a job was added, so that nobody waits for its next look.</summary>
public sealed class JobSignal
{
    private readonly SemaphoreSlim _added = new(0);

    /// <summary>A job was added and committed.</summary>
    public void Set() => _added.Release();

    /// <summary>Waits for a job, at most so long.</summary>
    internal async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _added.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look anyway.
        }
    }
}
