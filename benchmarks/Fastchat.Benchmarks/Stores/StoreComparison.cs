using System.Diagnostics;
using System.Globalization;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Runs;

namespace Fastchat.Benchmarks.Stores;

/// <summary>
/// Writes and reads of runs with answers of 1 KiB, sixteen at once, with and without encryption, on SQLite and on the PostgreSQL
/// that FASTCHAT_BENCH_POSTGRES names. CPU is this process's: all of SQLite's, and of PostgreSQL the client's side.
/// </summary>
internal static class StoreComparison
{
    private const int Operations = 10_000;
    private const int AtOnce = 16;
    private static readonly Completion Answer = new() { Text = new string('a', 1024) };

    public static async Task<int> RunAsync(int runs)
    {
        Console.WriteLine($"{Operations} operations a run, {AtOnce} at once; one warm-up and {runs} runs in turn, median (min to max).");
        await MeasureAsync("SQLite", connectionString: null, runs);
        if (Environment.GetEnvironmentVariable("FASTCHAT_BENCH_POSTGRES") is { Length: > 0 } postgres) await MeasureAsync("PostgreSQL", postgres, runs);
        else Console.WriteLine("PostgreSQL: set FASTCHAT_BENCH_POSTGRES to a connection string.");
        return 0;
    }

    private static async Task MeasureAsync(string engine, string? connectionString, int runs)
    {
        await using var fixture = await StoreFixture.OpenAsync(connectionString);
        var store = new RunStore(fixture.Database, fixture.Keys, new Node("bench"), TimeProvider.System);
        var plain = new PlainRuns(fixture);
        var (sealedIds, plainIds, count) = (new string[Operations], new string[Operations], 0);
        (string Name, Func<int, Task> Do)[] works =
        [
            ("begin and complete a run with its last event, encrypted", async i =>
            {
                var id = sealedIds[i] = $"run_s{Interlocked.Increment(ref count)}";
                await store.BeginAsync(fixture.Tenant, id, "scripted", CancellationToken.None);
                await store.CompleteAsync(fixture.Tenant, Answer, RunSegment.Of(id, [new ChatEvent { Sequence = 1, Complete = Answer }]), CancellationToken.None);
            }),
            ("begin and complete a run, plain", async i =>
            {
                var id = plainIds[i] = $"run_p{Interlocked.Increment(ref count)}";
                await plain.BeginAsync(id);
                await plain.CompleteAsync(id, Answer);
            }),
            ("read a run, encrypted", i => store.FindAsync(fixture.Tenant, sealedIds[i], CancellationToken.None)),
            ("read a run, plain", i => plain.FindAsync(plainIds[i])),
        ];
        var readings = works.Select(_ => new List<(double Rate, double Cpu)>()).ToArray();
        for (var run = -1; run < runs; run++)
        {
            for (var w = 0; w < works.Length; w++)
            {
                var reading = await RunAsync(works[w].Do);
                if (run >= 0) readings[w].Add(reading);
            }
        }

        Console.WriteLine();
        Console.WriteLine($"{engine,-40}{"per second",28}{"CPU s per million",28}{"CPU ratio",12}");
        for (var w = 0; w < works.Length; w++)
        {
            // Each pair's second line is the reference.
            var ratio = Median(readings[w].Select(r => r.Cpu)) / Median(readings[w | 1].Select(r => r.Cpu));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {works[w].Name,-38}{Show(readings[w].Select(r => r.Rate)),28}{Show(readings[w].Select(r => r.Cpu)),28}{ratio,12:0.00}"));
        }
    }

    private static async Task<(double Rate, double Cpu)> RunAsync(Func<int, Task> work)
    {
        using var process = Process.GetCurrentProcess();
        var (begun, cpu, next) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime, -1);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var i and < Operations) await work(i);
        })));
        process.Refresh();
        return (Operations / Stopwatch.GetElapsedTime(begun).TotalSeconds, (process.TotalProcessorTime - cpu).TotalSeconds * 1_000_000 / Operations);
    }

    private static string Show(IEnumerable<double> values)
    {
        var all = values.ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{Median(all):0} ({all.Min():0} to {all.Max():0})");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
