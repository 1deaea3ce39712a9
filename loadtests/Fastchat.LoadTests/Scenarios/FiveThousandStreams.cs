using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Measuring;
using Fastchat.LoadTests.Mock;
using Fastchat.LoadTests.Profiles;
using Fastchat.LoadTests.Reports;

namespace Fastchat.LoadTests.Scenarios;

/// <summary>Whether very many streams all arrive, and what memory they hold.</summary>
internal sealed class FiveThousandStreams : LoadScenario
{
    private const int Pace = 100;

    /// <inheritdoc />
    public override string Name => "5000_streams";

    /// <inheritdoc />
    public override string Promise => "5,000 streams of a token each 100 ms: none broken or unfinished; at most 48 KB of memory for each";

    /// <inheritdoc />
    public override async Task<ScenarioReport> RunAsync(LoadLab lab, LoadOptions options)
    {
        var tokens = options.Tokens ?? (int)((options.Seconds ?? 12) * 1000 / Pace);
        var wish = new Wish(0, tokens, Pace, Joined: false);
        var profile = new EachOnce(options.Streams ?? 5000, Seconds(tokens * Pace / 3000.0));
        var runs = new List<LoadRun>();
        var memory = new Dictionary<LoadTarget, double>();
        foreach (var target in new[] { Sse, Grpc }.Where(t => options.Measures(t.Name)))
        {
            // What earlier runs left in memory would hide what these streams take.
            await lab.RestartServerAsync();
            var before = lab.ServerMemory();
            var most = before;
            runs.Add(await lab.RunAsync(target, profile, wish, tally => WatchAsync(tally, () => most = Math.Max(most, lab.ServerMemory()))));
            memory[target] = (most - before) / 1024.0 / profile.Users;
        }

        if (lab.HasNginx && options.Measures(NginxSse.Name)) runs.Add(await lab.RunAsync(NginxSse, profile, wish));
        var report = new ScenarioReport(this, runs);
        return report with
        {
            Promises =
            [
                report.Whole(),
                .. memory.Select(m => PromiseCheck.AtMost($"memory of the server per open stream, at its most ({m.Key.Name})", m.Value, 48, "KB")),
            ],
        };
    }

    private static async Task WatchAsync(Func<Tally> tally, Action look)
    {
        // Until the first has ended: from then on fewer are open.
        while (tally().Whole == 0 && tally().Broken == 0)
        {
            look();
            await Task.Delay(100);
        }
    }
}
