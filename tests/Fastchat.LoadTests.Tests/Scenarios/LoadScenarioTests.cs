using Fastchat.LoadTests.Calls;
using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Mock;
using Fastchat.LoadTests.Profiles;
using Fastchat.LoadTests.Reports;

namespace Fastchat.LoadTests.Scenarios;

/// <summary>Every scenario, small: what it measures must be right; how quick it is, these tests do not ask.</summary>
public sealed class LoadScenarioTests(SmallLab small) : IClassFixture<SmallLab>
{
    private const int Patience = 120_000;

    public static TheoryData<string> Names => [.. LoadScenario.All.Select(s => s.Name)];

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Names))]
    public async Task Scenario_Small_LosesNothing(string name)
    {
        var report = await LoadScenario.All.Single(s => s.Name == name).RunAsync(small.Lab, small.Options);

        Assert.Contains(report.Promises, p => p.What == report.Whole().What && p.Held);
        Assert.All(report.Promises.Where(p => p.Unit is "calls" or "tokens"), p => Assert.True(p.Held, $"{p.What}: {p.Seen}; {string.Join(", ", report.Rows.SelectMany(r => r.Faults))}"));
        Assert.All(report.Rows, row => Assert.True(row.Whole > 0, row.Name));
        foreach (var row in report.Rows) Assert.Contains(row.Name, MarkdownReport.Of(report), StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Protocols))]
    public async Task Calls_OverAProtocol_BringEveryToken(string protocol)
    {
        var target = new LoadTarget(Via.Fastchat, Enum.Parse<WireProtocol>(protocol));
        var run = await small.Lab.RunAsync(target, new EachOnce(10, TimeSpan.Zero), new Wish(0, 7, Pace: 2, Joined: false));

        Assert.Equal((10, 0, 0, 70), (run.Tally.Whole, run.Tally.Refused, run.Tally.Broken, run.Tally.Tokens));
    }

    public static TheoryData<string> Protocols => [.. Enum.GetNames<WireProtocol>()];

    [Fact(Timeout = Patience)]
    public async Task Calls_WithAWrongKey_AreRefusedAndNotBroken()
    {
        var target = new LoadTarget(Via.Fastchat, WireProtocol.Sse);
        var plan = small.Lab.Plan(target, new Wish(0, 3, 0, Joined: false), key: "fc_nobodys-key-at-all");
        var run = await small.Lab.RunAsync(target, new EachOnce(4, TimeSpan.Zero), _ => plan);

        Assert.Equal((0, 4, 0), (run.Tally.Whole, run.Tally.Refused, run.Tally.Broken));
        Assert.Equal("HTTP status 401", Assert.Single(run.Tally.Faults).Key);
    }

    [Fact(Timeout = Patience)]
    public async Task Reports_OfARun_AreWrittenInThreeFormsAndNeedNothingElse()
    {
        var report = await new Unary().RunAsync(small.Lab, small.Options);
        var folder = Directory.CreateTempSubdirectory("fastchat-load-reports-").FullName;
        try
        {
            await ReportFiles.WriteAsync(folder, DateTimeOffset.UnixEpoch, ["unary"], [report]);

            Assert.Contains("## unary", await File.ReadAllTextAsync(Path.Combine(folder, "report.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.StartsWith("scenario,run,target,", await File.ReadAllTextAsync(Path.Combine(folder, "report.csv"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
            var page = await File.ReadAllTextAsync(Path.Combine(folder, "report.html"), TestContext.Current.CancellationToken);
            Assert.Contains("<svg", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
            Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
