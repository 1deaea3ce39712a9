namespace Fastchat.Runs;

/// <summary>Lets one reader wait for news of which others tell, and of which some may be lost.</summary>
internal sealed class Ear(TimeProvider clock)
{
    private TaskCompletionSource _news = Unheard();

    /// <summary>Tells it that there are news. However often, one wait ends.</summary>
    public void Hear() => Volatile.Read(ref _news).TrySetResult();

    /// <summary>Waits until there have been news since the last wait, or until patience ends.</summary>
    public async Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        await _news.Task.WaitAsync(patience, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        Volatile.Write(ref _news, Unheard());
    }

    private static TaskCompletionSource Unheard() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
