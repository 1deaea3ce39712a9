using Fastchat.LoadTests.Calls;
using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Mock;
using Fastchat.LoadTests.Profiles;
using Fastchat.LoadTests.Reports;

namespace Fastchat.LoadTests.Scenarios;

/// <summary>
/// More than can be done: (1) how much the machine carries, (2) how slow answers are at half of it, (3) five times of it for a
/// while, (4) half of it again, at once: how long until answers are as quick as before.
/// </summary>
internal sealed class Overload : LoadScenario
{
    private static readonly LoadTarget Json = new(Via.Fastchat, WireProtocol.Json);

    /// <inheritdoc />
    public override string Name => "overload";

    /// <inheritdoc />
    public override string Promise => "five times what the machine carries: the excess is refused within 50 ms (p99), and 5 s later answers are as quick as before";

    /// <inheritdoc />
    public override async Task<ScenarioReport> RunAsync(LoadLab lab, LoadOptions options)
    {
        var wish = new Wish(0, options.Tokens ?? 8, Pace: 0, Joined: true);
        var seconds = Seconds(options.Seconds ?? 5);
        var most = options.Streams ?? 2000;
        var carried = await lab.RunAsync(Json, new ConstantUsers(Math.Min(64, most), seconds), wish);
        var half = new FixedRate(carried.CallsPerSecond / 2, most, seconds);
        var normal = await lab.RunAsync(Json, half, wish);
        var over = await lab.RunAsync(Json, new FixedRate(carried.CallsPerSecond * 5, most, 2 * seconds), wish);
        var after = await lab.RunAsync(Json, half with { Duration = 2 * seconds }, wish);
        var report = new ScenarioReport(this, [carried, normal, over, after]) { RowNames = ["as much as it carries", "half of it", "five times of it", "half of it again"] };
        return report with
        {
            Promises =
            [
                report.Whole(),
                PromiseCheck.AtMost("refusals of the excess, p99", over.Tally.Refusal.Percentile(0.99) / 1000.0, 50, "ms"),
                PromiseCheck.AtMost("back to twice the normal p99 after", Recovery(after, Allowed(normal)), 5, "s"),
                PromiseCheck.AtLeast("whole answers per second meanwhile, against what it carries", over.CallsPerSecond / carried.CallsPerSecond, 0.5, "×"),
            ],
        };
    }

    // Twice as slow is within what a shared machine does from one second to the next; so are five milliseconds.
    private static double Allowed(LoadRun normal) => (2 * normal.Tally.Latency.Percentile(0.99)) + 5000;

    private static double Recovery(LoadRun after, double allowed)
    {
        var slow = after.Tally.Slices.LastOrDefault(s => s.Refused > 0 || (s.Latency.Count > 0 && s.Latency.Percentile(0.99) > allowed));
        return slow is null ? 0 : slow.Begin + slow.Length;
    }
}
