using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Scenarios;

namespace Fastchat.LoadTests.Reports;

/// <summary>What a scenario came to.</summary>
/// <param name="Scenario">Which.</param>
/// <param name="Runs">Its runs.</param>
internal sealed record ScenarioReport(LoadScenario Scenario, IReadOnlyList<LoadRun> Runs)
{
    /// <summary>What each run is called; null to put the runs of a target together under its name.</summary>
    public IReadOnlyList<string>? RowNames { get; init; }

    /// <summary>What was promised.</summary>
    public IReadOnlyList<PromiseCheck> Promises { get; init; } = [];

    /// <summary>One row for each target.</summary>
    public IReadOnlyList<ReportRow> Rows => RowNames is { } names
        ? [.. names.Select((name, i) => new ReportRow(name, [Runs[i]]))]
        : [.. Runs.GroupBy(r => r.Target).Select(g => new ReportRow(g.Key.Name, [.. g]))];

    /// <summary>A target's row.</summary>
    public ReportRow Row(LoadTarget target) => new(target.Name, [.. Runs.Where(r => r.Target == target)]);

    /// <summary>The promise that holds for every load: what is not refused arrives, whole and in order.</summary>
    public PromiseCheck Whole() => PromiseCheck.AtMost("calls broken or unfinished", Rows.Sum(r => r.Broken), 0, "calls");

    /// <summary>Whether a target was measured.</summary>
    public bool Has(LoadTarget target) => Runs.Any(r => r.Target == target);

    /// <summary>One target's figure against another's; nothing when one of them was not measured.</summary>
    public IEnumerable<PromiseCheck> Ratio(string what, LoadTarget target, LoadTarget reference, Func<ReportRow, double> figure, double? most = null, double? least = null)
    {
        if (!Has(target) || !Has(reference) || figure(Row(reference)) == 0) yield break;
        var ratio = figure(Row(target)) / figure(Row(reference));
        yield return most is { } bound ? PromiseCheck.AtMost(what, ratio, bound, "×") : PromiseCheck.AtLeast(what, ratio, least!.Value, "×");
    }
}
