using System.Diagnostics;

namespace Fastchat.Server;

/// <summary>The server as people start it: a program with its environment.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>Starts it with nothing set but what is given.</summary>
    public static ServerProcess Start(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Fastchat.Server.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("FASTCHAT_", StringComparison.Ordinal) || n.StartsWith("TLS_", StringComparison.Ordinal) || n is "PORT" or "DATA_DIR" or "H2C_PORT").ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>Reads what it prints up to a line that begins so, and gives that line.</summary>
    public async Task<string> ReadToAsync(string beginning)
    {
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal)) return line;
        }

        throw new InvalidOperationException($"It ended without printing '{beginning}': {await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
    }

    /// <summary>Kills it, as a machine that fails does.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks it to stop, as service managers do.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", [$"-{SigTerm}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for its end: the exit code, what else it printed and what it said was wrong.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> WaitAsync()
    {
        var errors = _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, output, await errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
