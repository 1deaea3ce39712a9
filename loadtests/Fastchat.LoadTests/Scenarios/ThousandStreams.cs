using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Mock;
using Fastchat.LoadTests.Profiles;
using Fastchat.LoadTests.Reports;

namespace Fastchat.LoadTests.Scenarios;

/// <summary>What relaying many paced streams costs.</summary>
internal sealed class ThousandStreams : LoadScenario
{
    private const int Pace = 20;

    /// <inheritdoc />
    public override string Name => "1000_streams";

    /// <inheritdoc />
    public override string Promise => "1,000 streams of a token each 20 ms: CPU per token at most 2.2 times nginx's over SSE, 1.3 times over gRPC; the log of runs adds at most 15 %";

    /// <inheritdoc />
    public override async Task<ScenarioReport> RunAsync(LoadLab lab, LoadOptions options)
    {
        var tokens = options.Tokens ?? (int)((options.Seconds ?? 6) * 1000 / Pace);
        var wish = new Wish(0, tokens, Pace, Joined: false);
        var profile = new EachOnce(options.Streams ?? 1000, Seconds(tokens * Pace / 3000.0));
        var runs = await CompareAsync(lab, options, [NginxSse, Sse, Grpc, GrpcChat, GrpcWeb], profile, wish);
        var report = new ScenarioReport(this, runs);
        return report with
        {
            Promises =
            [
                report.Whole(),
                .. report.Ratio("CPU per token over SSE, against nginx", Sse, NginxSse, row => row.CpuPerToken, most: 2.2),
                .. report.Ratio("CPU per token over gRPC, against nginx", Grpc, NginxSse, row => row.CpuPerToken, most: 1.3),
                .. report.Ratio("CPU per token with the run's log, against completions that keep none", GrpcChat, Grpc, row => row.CpuPerToken, most: 1.15),
            ],
        };
    }
}
