using Fastchat.LoadTests.Calls;
using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Mock;
using Fastchat.LoadTests.Profiles;
using Fastchat.LoadTests.Reports;

namespace Fastchat.LoadTests.Scenarios;

/// <summary>How many whole answers a second.</summary>
internal sealed class Unary : LoadScenario
{
    private static readonly LoadTarget NginxJson = new(Via.Nginx, WireProtocol.Json);
    private static readonly LoadTarget Json = new(Via.Fastchat, WireProtocol.Json);

    /// <inheritdoc />
    public override string Name => "unary";

    /// <inheritdoc />
    public override string Promise => "whole answers of 8 tokens over 64 connections: at least 12,000 a second on two cores, mock and client included";

    /// <inheritdoc />
    public override async Task<ScenarioReport> RunAsync(LoadLab lab, LoadOptions options)
    {
        var wish = new Wish(0, options.Tokens ?? 8, Pace: 0, Joined: true);
        var profile = new ConstantUsers(options.Streams ?? 64, Seconds(options.Seconds ?? 5));
        var runs = await CompareAsync(lab, options, [NginxJson, Json], profile, wish);
        var report = new ScenarioReport(this, runs);
        IEnumerable<PromiseCheck> rate = report.Has(Json) ? [PromiseCheck.AtLeast("whole answers per second", report.Row(Json).CallsPerSecond, 12_000, "calls/s")] : [];
        return report with { Promises = [report.Whole(), .. rate] };
    }
}
