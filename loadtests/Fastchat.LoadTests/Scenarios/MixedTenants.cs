using Fastchat.LoadTests.Calls;
using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Mock;
using Fastchat.LoadTests.Profiles;
using Fastchat.LoadTests.Reports;

namespace Fastchat.LoadTests.Scenarios;

/// <summary>Tenants side by side over all protocols, one of which wants more than it may.</summary>
internal sealed class MixedTenants : LoadScenario
{
    private static readonly WireProtocol[] Protocols = [WireProtocol.Sse, WireProtocol.Grpc, WireProtocol.GrpcWeb, WireProtocol.Json, WireProtocol.GrpcChat];

    /// <inheritdoc />
    public override string Name => "mixed_tenants";

    /// <inheritdoc />
    public override string Promise => "five tenants over five protocols and one beyond its limit: nothing broken, only the last is refused, every token charged to whom it belongs";

    /// <inheritdoc />
    public override async Task<ScenarioReport> RunAsync(LoadLab lab, LoadOptions options)
    {
        var wish = new Wish(0, options.Tokens ?? 50, Pace: 20, Joined: false);
        var users = options.Streams ?? 300;
        var may = Math.Max(1, users / 6);
        var tenants = new List<(LoadTenant Tenant, CallPlan Plan)>();
        foreach (var protocol in Protocols)
        {
            var tenant = await lab.Server.AddTenantAsync($"mixed-{protocol.ToString().ToLowerInvariant()}");
            tenants.Add((tenant, lab.Plan(new LoadTarget(Via.Fastchat, protocol), wish, tenant.Key)));
        }

        var greedy = await lab.Server.AddTenantAsync("mixed-greedy", requestsPerDay: may);
        tenants.Add((greedy, lab.Plan(Sse, wish, greedy.Key)));
        var begun = new long[tenants.Count];
        var profile = new ConstantUsers(users, Seconds(options.Seconds ?? 8));
        var run = await lab.RunAsync(new LoadTarget(Via.Fastchat, WireProtocol.Sse), profile, number =>
        {
            begun[number % tenants.Count]++;
            return tenants[(int)(number % tenants.Count)].Plan;
        });

        // Connections are opened by plan too, before the first call.
        for (var number = 0; number < profile.MostAtOnce; number++) begun[number % tenants.Count]--;
        var refusable = Math.Max(0, begun[^1] - may);
        var (wrong, charged) = (0L, 0L);
        foreach (var (number, (tenant, _)) in tenants.Index())
        {
            var (requests, tokens) = await lab.Server.UsageAsync(tenant);
            var expected = number == tenants.Count - 1 ? begun[number] - refusable : begun[number];
            wrong += Math.Abs(requests - expected);
            charged += tokens;
        }

        var report = new ScenarioReport(this, [run]);
        return report with
        {
            Promises =
            [
                report.Whole(),
                PromiseCheck.AtMost("calls refused that should not be, or the other way round", Math.Abs(run.Tally.Refused - refusable), 0, "calls"),
                PromiseCheck.AtMost("calls charged to the wrong tenant", wrong, 0, "calls"),
                PromiseCheck.AtMost("difference of the tokens charged and those that came", Math.Abs(charged - run.Tally.Tokens), 0, "tokens"),
            ],
        };
    }
}
