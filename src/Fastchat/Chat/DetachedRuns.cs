using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fastchat.Chat;

/// <summary>
/// Work that goes on behind the call that began it. When the host stops it gets a while to end by itself, and is then told to; the
/// host waits for it.
/// </summary>
public sealed class DetachedRuns(ILogger<DetachedRuns> logger) : IHostedService, IDisposable
{
    // A host stops within thirty seconds; what is told to stop needs a moment to store its end.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Whether nothing goes on.</summary>
    internal bool IsIdle => _running.IsEmpty;

    /// <summary>Begins work.</summary>
    /// <param name="work">The work; its token fires when the host stops. What it throws is told to the log alone.</param>
    public void Start(Func<CancellationToken, Task> work)
    {
        // Nothing of the call may be kept alive, or be written into, by what goes on without it.
        using (ExecutionContext.SuppressFlow())
        {
            var task = Task.Run(() => RunAsync(work));
            _running[task] = 0;
            _ = task.ContinueWith(t => _running.TryRemove(t, out _), TaskScheduler.Default);
        }
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(_running.Keys);
        await Task.WhenAny(all, Task.Delay(Grace, cancellationToken));
        await _stop.CancelAsync();
        await all;
    }

    /// <inheritdoc />
    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_stop.Token);
        }
        catch (Exception e)
        {
            Log.DetachedRunFailed(logger, e);
        }
    }
}
