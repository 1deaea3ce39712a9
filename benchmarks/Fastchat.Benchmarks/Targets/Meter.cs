using System.Diagnostics;
using System.Globalization;

namespace Fastchat.Benchmarks.Targets;

/// <summary>A server's side of the measurement: answers each line on standard input with its CPU time and allocations so far.</summary>
internal static class Meter
{
    /// <summary>Says the address, then answers until the input ends.</summary>
    public static async Task ServeAsync(Uri address)
    {
        Console.WriteLine($"ready {address}");
        while (await Console.In.ReadLineAsync() is not null)
        {
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.TotalProcessorTime.TotalSeconds} {GC.GetTotalAllocatedBytes(precise: true)}"));
        }
    }
}
