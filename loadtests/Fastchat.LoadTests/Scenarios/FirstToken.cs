using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Mock;
using Fastchat.LoadTests.Profiles;
using Fastchat.LoadTests.Reports;

namespace Fastchat.LoadTests.Scenarios;

/// <summary>What the server adds to the time to the first token.</summary>
internal sealed class FirstToken : LoadScenario
{
    /// <inheritdoc />
    public override string Name => "first_token";

    /// <inheritdoc />
    public override string Promise => "20 streams: the first token comes at most 0.8 ms later than from the mock itself (p50)";

    /// <inheritdoc />
    public override async Task<ScenarioReport> RunAsync(LoadLab lab, LoadOptions options)
    {
        var users = options.Streams ?? 20;
        var wish = new Wish(0, options.Tokens ?? 20, Pace: 20, Joined: false);

        // Evenly spread, so that about as many streams are open as was asked for: twenty that all begin at once wait for each other.
        var rate = users * 1000.0 / (wish.Tokens * wish.Pace);
        var profile = new FixedRate(rate, 2 * users, Seconds(options.Seconds ?? 5));
        var runs = await CompareAsync(lab, options, [MockSse, NginxSse, Sse, Grpc, GrpcWeb], profile, wish);
        var report = new ScenarioReport(this, runs);
        return report with
        {
            Promises =
            [
                report.Whole(),
                .. Added(report, "added time to first token over SSE, p50, against the mock", Sse),
                .. Added(report, "added time to first token over gRPC, p50, against the mock by SSE", Grpc),
            ],
        };
    }

    private static IEnumerable<PromiseCheck> Added(ScenarioReport report, string what, LoadTarget target)
    {
        if (report.Has(target) && report.Has(MockSse)) yield return PromiseCheck.AtMost(what, report.Row(target).FirstTokenP50 - report.Row(MockSse).FirstTokenP50, 0.8, "ms");
    }
}
