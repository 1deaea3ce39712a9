using System.Collections.Concurrent;
using System.Diagnostics;

namespace Fastchat.Providers.Sandbox;

/// <summary>
/// Starts processes from one thread that never ends. "Die with parent" on Linux means the parent's thread: a child
/// started on a pool thread would be killed in the middle of its work when the pool retires that thread.
/// </summary>
internal sealed class ProcessLauncher
{
    /// <summary>The one launcher of this process.</summary>
    public static readonly ProcessLauncher Shared = new();

    private readonly BlockingCollection<Action> _starts = [];

    private ProcessLauncher() => new Thread(Run) { IsBackground = true, Name = "process launcher" }.Start();

    /// <summary>Starts a process.</summary>
    public Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    private void Run()
    {
        foreach (var start in _starts.GetConsumingEnumerable())
        {
            start();
        }
    }
}
