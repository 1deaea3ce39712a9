using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Storage;
using Fastchat.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.Benchmarks;

/// <summary>How fast audit records are written and verified on SQLite, beside reading the same rows and nothing else.</summary>
internal static class AuditBenchmark
{
    private const int Group = 5000;
    private const int Crowd = 64;
    private const int CrowdRecords = 20_000;

    public static async Task<int> RunAsync(int runs, int records)
    {
        var folder = Directory.CreateTempSubdirectory("fastchat-bench-");
        try
        {
            var migrations = MigrationSet.FromResources(typeof(AuditStore).Assembly, "Fastchat.Migrations.Sqlite.");
            await using var database = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = Path.Combine(folder.FullName, "fastchat.db") }, migrations);
            await MeasureAsync(new AuditStore(database), runs, records);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(AuditStore store, int runs, int records)
    {
        using var signer = CheckpointSigner.Create();
        var chain = AuditChain.Of(TenantId.New());
        for (var at = 0; at < records; at += Group)
            await store.AppendAsync(chain, [.. Enumerable.Range(at, Math.Min(Group, records - at)).Select(i => Entry(chain, i))], [], 1_790_000_000_000, signer, every: 1000);

        Console.WriteLine($"{records} records in SQLite; one warm-up and {runs} runs in turn, median (min to max). CPU of the whole process, which may use several cores.");
        Console.WriteLine($"  {"",-44}{"records per second",34}{"CPU s per million",24}{"ratio",8}");
        var verifier = new AuditVerifier(store);
        var verify = new Work("verified: chain, hashes, checkpoints", async () =>
        {
            var report = await verifier.VerifyAsync(chain, [signer.PublicKey], [], null, CancellationToken.None);
            if (report.Verified != records || report.Fault is not null) throw new InvalidOperationException($"{report.Verified} records: {report.Fault}");
        });
        var read = new Work("read and not looked at (the reference)", async () =>
        {
            for (long at = 0; await store.ReadAsync(chain, at, 4096, CancellationToken.None) is { Count: > 0 } page;) at = page[^1].Sequence;
        });
        for (var run = -1; run < runs; run++)
        {
            foreach (var work in (Work[])[verify, read]) await work.RunAsync(keep: run >= 0);
        }

        foreach (var work in (Work[])[verify, read]) work.Print(records, read.MedianCpu);

        var log = new AuditLog(store, signer, new AuditOptions(), new Node("bench"), TimeProvider.System, NullLogger<AuditLog>.Instance);
        var crowd = new Work($"written by {Crowd} callers at once, {CrowdRecords} in all", () => Task.WhenAll(Enumerable.Range(0, Crowd).Select(c => Task.Run(async () =>
        {
            for (var i = c; i < CrowdRecords; i += Crowd) await log.AppendAsync(Entry(chain, i), await log.BeginAsync(Entry(chain, i)));
        }))));
        for (var run = -1; run < runs; run++) await crowd.RunAsync(keep: run >= 0);
        crowd.Print(CrowdRecords, crowd.MedianCpu);
    }

    private static AuditEntry Entry(AuditChain chain, int number)
    {
        var id = number.ToString("x20", CultureInfo.InvariantCulture);
        return new AuditEntry
        {
            Chain = chain,
            TraceId = $"000000000000{id}",
            Actor = $"key_{chain.Name}{id}",
            Role = "user",
            Action = "fastchat.openai.v1.ChatCompletionsService/StreamChatCompletion",
            Resources = $"model=scripted\nvector_store_ids=vs_{chain.Name}{id}\nid=chatcmpl-{chain.Name}{id}",
            LatencyUs = number,
            RequestHash = SHA256.HashData(BitConverter.GetBytes(number)),
            ResponseHash = SHA256.HashData(BitConverter.GetBytes(number + 1)),
            InputTokens = number,
            OutputTokens = number,
            Policy = "allow chat.write",
            Facts = "model=scripted\npassages=5\nrequest_bytes=312\nresponses=212\nresponse_bytes=48211",
        };
    }

    private sealed class Work(string name, Func<Task> work)
    {
        private readonly List<(double Seconds, double Cpu)> _readings = [];

        public double MedianCpu => Median(_readings.Select(r => r.Cpu));

        public async Task RunAsync(bool keep)
        {
            var (cpu, begun) = (Cpu(), Stopwatch.GetTimestamp());
            await work();
            if (keep) _readings.Add((Stopwatch.GetElapsedTime(begun).TotalSeconds, Cpu() - cpu));
        }

        public void Print(int records, double reference)
        {
            var rates = _readings.Select(r => records / r.Seconds).ToList();
            var cpu = _readings.Select(r => r.Cpu * 1_000_000 / records).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name,-44}{$"{Median(rates):0} ({rates.Min():0} to {rates.Max():0})",34}{$"{Median(cpu):0.00} ({cpu.Min():0.00} to {cpu.Max():0.00})",24}{MedianCpu / reference,8:0.00}"));
        }

        private static double Cpu()
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime.TotalSeconds;
        }

        private static double Median(IEnumerable<double> values)
        {
            var sorted = values.Order().ToList();
            return sorted[sorted.Count / 2];
        }
    }
}
