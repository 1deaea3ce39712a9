namespace Fastchat.Testing;

/// <summary>Waits for what another thread is about to do, where nothing announces it.</summary>
public static class Eventually
{
    /// <summary>How long any test waits for anything: far longer than a busy machine needs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Looks again and again until the look succeeds.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public static async Task IsTrueAsync(Func<Task<bool>> look)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await look())
        {
            if (patience.IsCancellationRequested) throw new TimeoutException("What the test waits for did not happen.");
            await Task.Yield();
        }
    }

    /// <inheritdoc cref="IsTrueAsync(Func{Task{bool}})"/>
    public static Task IsTrueAsync(Func<bool> look) => IsTrueAsync(() => Task.FromResult(look()));
}
