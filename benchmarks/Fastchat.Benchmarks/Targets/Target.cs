using System.Diagnostics;
using System.Globalization;

namespace Fastchat.Benchmarks.Targets;

/// <summary>A server under measurement, in a process of its own.</summary>
internal sealed class Target : IAsyncDisposable
{
    private readonly Process _process;

    private Target(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<Target> StartAsync(string mode)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, mode) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal)) return new Target(process, new Uri(line["ready ".Length..]));
        }

        throw new InvalidOperationException($"The server '{mode}' ended before it was ready.");
    }

    public async Task<Reading> ReadAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        var parts = (await _process.StandardOutput.ReadLineAsync())!.Split(' ');
        return new Reading(double.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
