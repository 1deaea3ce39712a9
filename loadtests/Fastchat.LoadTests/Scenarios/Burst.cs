using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Mock;
using Fastchat.LoadTests.Profiles;
using Fastchat.LoadTests.Reports;

namespace Fastchat.LoadTests.Scenarios;

/// <summary>How many tokens get through when models do not hold back. The mock sends each in a write of its own, as model servers do.</summary>
internal sealed class Burst : LoadScenario
{
    /// <inheritdoc />
    public override string Name => "burst";

    /// <inheritdoc />
    public override string Promise => "100 streams of 200 tokens without delay: at least 0.6 times the tokens per second of nginx";

    /// <inheritdoc />
    public override async Task<ScenarioReport> RunAsync(LoadLab lab, LoadOptions options)
    {
        var wish = new Wish(0, options.Tokens ?? 200, Pace: 0, Joined: false);
        var profile = new ConstantUsers(options.Streams ?? 100, Seconds(options.Seconds ?? 4));
        var runs = await CompareAsync(lab, options, [MockSse, NginxSse, Sse, Grpc, GrpcWeb], profile, wish);
        var report = new ScenarioReport(this, runs);
        return report with
        {
            Promises =
            [
                report.Whole(),
                .. report.Ratio("tokens per second over SSE, against nginx", Sse, NginxSse, row => row.TokensPerSecond, least: 0.6),
                .. report.Ratio("tokens per second over gRPC, against nginx", Grpc, NginxSse, row => row.TokensPerSecond, least: 0.6),
            ],
        };
    }
}
