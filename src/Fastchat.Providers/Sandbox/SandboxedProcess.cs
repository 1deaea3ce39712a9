using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Fastchat.Providers.Sandbox;

/// <summary>
/// Runs a program that may be led astray by what it reads: bounded in time, memory and output, and, where the system
/// allows it, out of reach of files and network. Safe for many calls at once.
/// </summary>
public sealed class SandboxedProcess
{
    private const int BufferSize = 64 * 1024;

    // Without namespaces, something that a killed program had started and let go can still hold its pipes.
    private static readonly TimeSpan PipeGrace = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock;

    internal SandboxedProcess(SandboxIsolation isolation, TimeProvider clock)
    {
        Isolation = isolation;
        _clock = clock;
    }

    /// <summary>What keeps programs in: anything below namespaces is for health to warn of.</summary>
    public SandboxIsolation Isolation { get; }

    /// <summary>
    /// Chooses the strongest isolation that works here by trying it: that bwrap is installed says nothing, because
    /// containers and hardened kernels forbid user namespaces.
    /// </summary>
    public static async Task<SandboxedProcess> DetectAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux())
        {
            foreach (var isolation in (SandboxIsolation[])[SandboxIsolation.Namespaces, SandboxIsolation.LimitsOnly])
            {
                var sandbox = new SandboxedProcess(isolation, clock);
                if (await sandbox.WorksAsync(cancellationToken))
                {
                    return sandbox;
                }
            }
        }

        return new SandboxedProcess(SandboxIsolation.None, clock);
    }

    /// <summary>Runs a program to its end, or to a limit; nothing of it is left running afterwards.</summary>
    /// <param name="options">What it may use.</param>
    /// <param name="command">The program, by name or full path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads from standard input; it need not read all of it.</param>
    /// <param name="cancellationToken">Ends the program and everything it has started.</param>
    public async Task<SandboxResult> RunAsync(
        SandboxOptions options,
        string command,
        IEnumerable<string> arguments,
        Stream input,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var overdue = new CancellationTokenSource(options.TimeLimit, _clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overdue.Token);
        using var process = await ProcessLauncher.Shared.StartAsync(
            SandboxCommand.Build(Isolation, options, command, arguments));
        using var givingUp = new CancellationTokenSource();
        using var killing = ending.Token.Register(() =>
        {
            Kill(process);
            givingUp.CancelAfter(PipeGrace);
        });

        var feeding = FeedAsync(input, process, ending.Token);
        var complaint = ReadHeadAsync(process.StandardError.BaseStream, options.ErrorLimit);
        var answer = ReadAllAsync(process.StandardOutput.BaseStream, options.OutputLimit);
        try
        {
            // Both pipes end only when the last process that holds them has, so the whole tree is gone after this.
            var output = await answer.WaitAsync(givingUp.Token);
            var outcome = output is null ? SandboxOutcome.OutputTooLarge : SandboxOutcome.Exited;
            if (output is null)
            {
                await ending.CancelAsync();
            }

            var error = await complaint.WaitAsync(givingUp.Token);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return overdue.IsCancellationRequested
                ? Overdue(error)
                : new SandboxResult(outcome, process.ExitCode, output ?? ReadOnlyMemory<byte>.Empty, error);
        }
        catch (OperationCanceledException) when (givingUp.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Overdue("");
        }
        finally
        {
            // Releases a feeder whose source has more to give than the program took.
            await ending.CancelAsync();
            await feeding;
        }
    }

    private static SandboxResult Overdue(string error) =>
        new(SandboxOutcome.TimedOut, -1, ReadOnlyMemory<byte>.Empty, error);

    private async Task<bool> WorksAsync(CancellationToken cancellationToken)
    {
        try
        {
            var trial = await RunAsync(new SandboxOptions(), "true", [], Stream.Null, cancellationToken);
            return trial is { Outcome: SandboxOutcome.Exited, ExitCode: 0 };
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task FeedAsync(Stream input, Process process, CancellationToken ending)
    {
        var pipe = process.StandardInput.BaseStream;
        var buffer = new byte[BufferSize];
        try
        {
            while (await input.ReadAsync(buffer, ending) is > 0 and var read)
            {
                if (!await TryWriteAsync(pipe, buffer.AsMemory(0, read), ending))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The program is being ended; who asked for it says so.
        }
        finally
        {
            // Not the writer around it, which would flush nothing into a pipe that may be broken, and fail.
            await pipe.DisposeAsync();
        }
    }

    // A broken pipe is no error: the program has seen enough, and its exit code says what it thinks.
    private static async Task<bool> TryWriteAsync(Stream pipe, ReadOnlyMemory<byte> bytes, CancellationToken ending)
    {
        try
        {
            await pipe.WriteAsync(bytes, ending);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAllAsync(Stream stream, int limit)
    {
        var kept = new MemoryStream();
        var buffer = new byte[BufferSize];
        while (await stream.ReadAsync(buffer) is > 0 and var read)
        {
            if (kept.Length + read > limit)
            {
                return null;
            }

            kept.Write(buffer, 0, read);
        }

        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }

    // Reads on to the end, because a program that finds its standard error full stops for ever.
    private static async Task<string> ReadHeadAsync(Stream stream, int limit)
    {
        var kept = new byte[limit];
        var length = 0;
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer) is > 0 and var read)
        {
            var taken = Math.Min(read, limit - length);
            buffer.AsSpan(0, taken).CopyTo(kept.AsSpan(length));
            length += taken;
        }

        return Encoding.UTF8.GetString(kept, 0, length);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself a moment ago.
        }
    }
}
