using System.Text;

namespace Fastchat.LoadTests.Reports;

/// <summary>A report to read in a terminal and to paste.</summary>
internal static class MarkdownReport
{
    /// <summary>Writes it.</summary>
    public static string Of(ScenarioReport report)
    {
        var text = new StringBuilder();
        text.AppendLine($"## {report.Scenario.Name}").AppendLine().AppendLine($"{report.Scenario.Promise}.").AppendLine();
        Row(text, ReportColumns.All.Select(c => c.Name));
        Row(text, ReportColumns.All.Select(_ => "---"));
        foreach (var row in report.Rows) Row(text, ReportColumns.All.Select(c => c.Of(row)));
        text.AppendLine();
        foreach (var row in report.Rows)
        {
            foreach (var (fault, count) in row.Faults.Take(5)) text.AppendLine($"- {row.Name}: {count} × {fault}");
        }

        text.AppendLine().AppendLine("| promise | bound | seen | kept |").AppendLine("|---|---|---|---|");
        foreach (var promise in report.Promises)
            text.AppendLine($"| {promise.What} | {(promise.IsMost ? "≤" : "≥")} {ReportColumns.Number(promise.Bound, "0.##")} {promise.Unit} | {ReportColumns.Number(promise.Seen, "0.##")} {promise.Unit} | {(promise.Held ? "yes" : "**no**")} |");
        return text.ToString();
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.AppendLine($"| {string.Join(" | ", cells)} |");
}
