using System.Diagnostics;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Providers.Sandbox;

namespace Fastchat.Providers.Corpora;

/// <summary>Crashers, bombs and damaged files: each ends as text or as a refusal, in time, and leaves nothing running.</summary>
public sealed class HostileFileTests(ITestOutputHelper output)
{
    private const int SampleSize = 40;
    private static readonly string[] Folders =
        ["hostile/pdf", "hostile/office", "hostile/markup", "hostile/text", "hostile/archive"];

    private static readonly TimeSpan Longest = new SandboxOptions().TimeLimit + TimeSpan.FromSeconds(10);

    private static readonly ErrorReason[] Refusals =
    [
        ErrorReason.FileUnreadable, ErrorReason.FileHasNoText, ErrorReason.FileTypeMismatch, ErrorReason.FileTypeUnsupported,
    ];

    [Fact]
    public async Task Decode_HostileFile_EndsAsTextOrRefusal()
    {
        var files = CorpusFolder.Files(Folders);
        var step = CorpusFolder.RunsExperiments ? 1 : Math.Max(1, files.Count / SampleSize);
        var outcomes = new SortedDictionary<string, int>();
        foreach (var file in files.Where((_, index) => index % step == 0))
        {
            var watch = Stopwatch.StartNew();
            var (_, refusal) = await Ingestion.TryReadAsync(file, TestContext.Current.CancellationToken);
            var outcome = refusal?.ToString() ?? "text";
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            output.WriteLine($"{outcome,-20} {watch.ElapsedMilliseconds,6} ms  {Path.GetFileName(file)}");

            Assert.True(refusal is null || Refusals.Contains(refusal.Value), $"{file}: {refusal}");
            Assert.True(watch.Elapsed < Longest, $"{file} took {watch.Elapsed}");
            Assert.Equal(0, ChildProcesses.Count());
        }

        output.WriteLine(string.Join(", ", outcomes.Select(o => $"{o.Key}: {o.Value}")));
    }
}
