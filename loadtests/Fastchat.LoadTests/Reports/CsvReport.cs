using System.Text;
using Fastchat.LoadTests.Lab;

namespace Fastchat.LoadTests.Reports;

/// <summary>Every single run, for other programs.</summary>
internal static class CsvReport
{
    /// <summary>Writes it.</summary>
    public static string Of(IEnumerable<ScenarioReport> reports)
    {
        var text = new StringBuilder();
        Row(text, ["scenario", "run", .. ReportColumns.All.Select(c => c.Name)]);
        foreach (var report in reports)
        {
            foreach (var row in report.Rows)
            {
                foreach (var (number, run) in row.Runs.Index()) Row(text, [report.Scenario.Name, $"{number + 1}", .. Cells(row.Name, run)]);
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Cells(string name, LoadRun run)
    {
        var alone = new ReportRow(name, [run]);
        return ReportColumns.All.Select(c => c.Of(alone));
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) =>
        text.AppendLine(string.Join(',', cells.Select(c => c.Contains(',', StringComparison.Ordinal) ? $"\"{c}\"" : c)));
}
