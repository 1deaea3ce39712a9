using System.Diagnostics;
using System.Globalization;
using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Mock;
using Fastchat.LoadTests.Profiles;
using Fastchat.LoadTests.Reports;

namespace Fastchat.LoadTests.Scenarios;

/// <summary>Whether those who ask and never read harm the others.</summary>
internal sealed class StalledReaders : LoadScenario
{
    private const int Pace = 20;
    private const int Streams = 100;

    // More than a socket takes in.
    private static readonly Wish Long = new(0, 20_000, Pace: 0, Joined: false);

    /// <inheritdoc />
    public override string Name => "stalled_readers";

    /// <inheritdoc />
    public override string Promise =>
        $"10,000 readers of a run that never read: at most 64 KB of memory for each; {Streams} streams beside them as quick as alone, by a fifth; the others are cut";

    /// <inheritdoc />
    public override async Task<ScenarioReport> RunAsync(LoadLab lab, LoadOptions options)
    {
        var count = options.Streams ?? 10_000;
        var seconds = options.Seconds ?? 15;
        var patience = Seconds(Math.Ceiling(4 * seconds));
        var wish = new Wish(0, (int)(seconds * 1000 / Pace), Pace, Joined: false);
        var profile = new EachOnce(Streams, Seconds(1));
        await lab.RestartServerAsync();
        var alone = await lab.RunAsync(Sse, profile, wish);

        // What earlier runs left in memory would hide what these readers take.
        await lab.RestartServerAsync(
            ("FASTCHAT_MAX_CONNECTIONS", (count + 1000).ToString(CultureInfo.InvariantCulture)), ("FASTCHAT_STALLED_READER_SECONDS", patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)));
        var run = await lab.Server.TakeRunAsync(lab.Key, Long);
        var before = lab.ServerMemory();
        var begun = Stopwatch.GetTimestamp();
        var readers = await StalledReader.OpenAsync(count, lab.Server.Port, run, lab.Key);
        await Task.Delay(Seconds(Math.Min(3, seconds)));
        var each = (lab.ServerMemory() - before) / 1024.0 / count;
        var beside = await lab.RunAsync(Sse, profile, wish);
        await Task.Delay(TimeSpan.FromTicks(Math.Max(0, (patience - Stopwatch.GetElapsedTime(begun)).Ticks)) + Seconds(3));
        var cut = 0;
        foreach (var some in readers.Chunk(100)) cut += (await Task.WhenAll(some.Select(r => r.WasCutAsync()))).Count(isCut => isCut);
        foreach (var reader in readers) reader.Dispose();
        var report = new ScenarioReport(this, [alone, beside]) { RowNames = ["alone", $"beside {count} readers that never read"] };
        return report with
        {
            Promises =
            [
                report.Whole(),
                PromiseCheck.AtMost("memory of the server per reader that never reads", each, 64, "KB"),
                PromiseCheck.AtMost("p99 between tokens beside them, of that alone", report.Rows[1].GapP99 / report.Rows[0].GapP99, 1.2, "×"),
                PromiseCheck.AtLeast("readers that were cut", cut, count, "readers"),
            ],
        };
    }
}
