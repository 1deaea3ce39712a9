using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Privacy;
using Fastchat.Governance.Privacy.Detectors;

namespace Fastchat.Benchmarks.Privacy;

/// <summary>Precision and recall of the built-in detectors on both halves of the marked texts, and what they cost.</summary>
internal static class PrivacyBenchmark
{
    /// <summary>Measures and prints. With "misses", says what was missed and wrong in the half that may be looked at.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var folder = arguments.FirstOrDefault(a => a != "misses") ?? Find();
        if (folder is null)
        {
            Console.Error.WriteLine("The marked texts are absent: give their folder, …/shared/corpora/pii.");
            return 2;
        }

        var documents = PiiCorpus.Read(folder);
        Score("Half that may be tuned on", PiiCorpus.Half(documents, heldOut: false), arguments.Contains("misses") ? Console.WriteLine : null);
        Score("Half held out", PiiCorpus.Half(documents, heldOut: true), tell: null);
        var text = string.Join('\n', documents.Select(d => d.Text));
        await CostAsync("the marked texts (a finding each 100 characters)", text);
        await CostAsync("English prose without any", string.Concat(Enumerable.Repeat("the keeper of the lighthouse climbs the stairs each evening, lights the lamp and waits for the ships that pass. ", 400)));
        await CostAsync("numbers and capitals, no finding", string.Concat(Enumerable.Repeat("Order 1234 of 5678 was Sent on 11/28/2026 To Warehouse 17B; Total 1,234.56. ", 400)));
        return 0;
    }

    private static void Score(string title, IReadOnlyList<PiiDocument> documents, Action<string>? tell)
    {
        Console.WriteLine($"\n{title}: {documents.Count} texts\n\n| kind | marked | right | exact | wrong | missed | precision | recall | F1 |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var type in Enum.GetValues<PiiType>())
        {
            var score = PiiScore.Of(type, documents, tell);
            if (score.Right + score.Wrong + score.Missed == 0) continue;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {PiiTags.NameOf(type)} | {score.Right + score.Missed} | {score.Right} | {score.Exact} | {score.Wrong} | {score.Missed} | {score.Precision:0.00} | {score.Recall:0.00} | {score.F1:0.00} |"));
        }
    }

    private static async Task CostAsync(string what, string sample)
    {
        var text = string.Concat(Enumerable.Repeat(sample + "\n", Math.Max(1, (1 << 20) / (sample.Length + 1))));
        var actions = new PrivacyActions
        {
            Email = PrivacyAction.Mask,
            Phone = PrivacyAction.Mask,
            Card = PrivacyAction.Mask,
            Iban = PrivacyAction.Mask,
            NationalId = PrivacyAction.Mask,
            IpAddress = PrivacyAction.Mask,
            Name = PrivacyAction.Mask,
            DateOfBirth = PrivacyAction.Mask,
            Credentials = PrivacyAction.Mask,
            Wallet = PrivacyAction.Mask,
        };
        var scope = new PrivacyScope(BuiltInDetector.Instance, PrivacyRules.From(actions)!, PiiQuery.All, KeepCardDigits: false);
        await scope.ApplyAsync(text, null, CancellationToken.None);
        var (best, allocated) = (TimeSpan.MaxValue, 0L);
        for (var run = 0; run < 5; run++)
        {
            var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            await scope.ApplyAsync(text, null, CancellationToken.None);
            (best, allocated) = (TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(start).Ticks)), GC.GetAllocatedBytesForCurrentThread() - before);
        }

        var (bytes, tokens) = (Encoding.UTF8.GetByteCount(text), await StreamAsync(scope, text));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{what}: {bytes / best.TotalSeconds / 1e6:0.0} MB/s whole, {allocated / (bytes / 1024d):0} bytes allocated per KB; streamed in tokens of 4 characters {tokens.TotalNanoseconds / (text.Length / 4d):0} ns per token"));
    }

    private static async Task<TimeSpan> StreamAsync(PrivacyScope scope, string text)
    {
        var tokens = text.Chunk(4).Select(c => new string(c)).ToList();
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < 3; run++)
        {
            var stream = scope.Open();
            var start = Stopwatch.GetTimestamp();
            foreach (var token in tokens) await stream.AppendAsync(token, CancellationToken.None);
            await stream.EndAsync(CancellationToken.None);
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
        }

        return best;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "corpora", "pii");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
