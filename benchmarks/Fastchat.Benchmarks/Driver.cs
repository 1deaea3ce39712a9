using System.Globalization;
using Fastchat.Benchmarks.Targets;

namespace Fastchat.Benchmarks;

/// <summary>Puts the servers under load in turn and prints what that cost them.</summary>
internal static class Driver
{
    private const double Million = 1_000_000;

    public static async Task<int> RunAsync(int runs, string[] names)
    {
        var chosen = Comparisons.All.Where(c => names.Length == 0 || names.Contains(c.Name)).ToList();
        if (chosen.Count == 0)
        {
            Console.Error.WriteLine($"Choose of: {string.Join(", ", Comparisons.All.Select(c => c.Name))}.");
            return 2;
        }

        Console.WriteLine($"Server CPU seconds (from the operating system) and managed allocations; one warm-up and {runs} runs in turn, median (min to max); load by h2load.");
        foreach (var comparison in chosen) await MeasureAsync(comparison, runs);
        return 0;
    }

    private static async Task MeasureAsync(Comparison comparison, int runs)
    {
        var servers = new Dictionary<string, Target>();
        foreach (var name in comparison.Rows.Select(r => r.Target).Distinct()) servers[name] = await Target.StartAsync(name);
        var readings = comparison.Rows.Select(_ => new List<Reading>()).ToArray();
        for (var run = -1; run < runs; run++)
        {
            for (var i = 0; i < comparison.Rows.Length; i++)
            {
                var server = servers[comparison.Rows[i].Target];
                var before = await server.ReadAsync();
                await comparison.Rows[i].Load.RunAsync(server.Address);
                var used = await server.ReadAsync() - before;
                if (run >= 0) readings[i].Add(used);
            }
        }

        foreach (var server in servers.Values) await server.DisposeAsync();
        Print(comparison, readings);
    }

    private static void Print(Comparison comparison, List<Reading>[] readings)
    {
        Console.WriteLine();
        Console.WriteLine(comparison.Title);
        Console.WriteLine($"  {"",-44}{$"CPU s per million",24}{"ratio",8}{"B per " + comparison.Unit,14}");
        var reference = Median(readings[^1].Select(r => r.CpuSeconds));
        for (var i = 0; i < comparison.Rows.Length; i++)
        {
            var cpu = readings[i].Select(r => r.CpuSeconds * Million / comparison.Units).ToList();
            var range = string.Create(CultureInfo.InvariantCulture, $"{Median(cpu):0.00} ({cpu.Min():0.00} to {cpu.Max():0.00})");
            var bytes = Median(readings[i].Select(r => r.AllocatedBytes / (double)comparison.Units));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {comparison.Rows[i].Name,-44}{range,24}{Median(readings[i].Select(r => r.CpuSeconds)) / reference,8:0.00}{bytes,14:0.0}"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
