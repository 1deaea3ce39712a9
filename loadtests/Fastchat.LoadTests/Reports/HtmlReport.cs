using System.Net;
using System.Text;

namespace Fastchat.LoadTests.Reports;

/// <summary>A page with tables and plots, whole in itself.</summary>
internal static class HtmlReport
{
    private static readonly double[] Shares = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999];

    /// <summary>Writes it.</summary>
    public static string Of(string title, IEnumerable<ScenarioReport> reports)
    {
        var page = new StringBuilder($$"""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>{{Encode(title)}}</title>
            <style>body{font:14px sans-serif;margin:2em;max-width:90em}table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #ccc;padding:.25em .6em;text-align:right}td:first-child,th:first-child{text-align:left}.no{color:#b00;font-weight:bold}</style>
            <h1>{{Encode(title)}}</h1>
            """);
        foreach (var report in reports) Write(page, report);
        return page.Append("</html>").ToString();
    }

    private static void Write(StringBuilder page, ScenarioReport report)
    {
        page.AppendLine($"<h2>{Encode(report.Scenario.Name)}</h2><p>{Encode(report.Scenario.Promise)}.</p><table>");
        Row(page, "th", ReportColumns.All.Select(c => c.Name));
        foreach (var row in report.Rows) Row(page, "td", ReportColumns.All.Select(c => c.Of(row)));
        page.AppendLine("</table><table>");
        Row(page, "th", ["promise", "bound", "seen", "kept"]);
        foreach (var promise in report.Promises)
        {
            page.AppendLine($"<tr><td>{Encode(promise.What)}</td><td>{(promise.IsMost ? "≤" : "≥")} {ReportColumns.Number(promise.Bound, "0.##")} {promise.Unit}</td>"
                + $"<td>{ReportColumns.Number(promise.Seen, "0.##")} {promise.Unit}</td><td class=\"{(promise.Held ? "yes" : "no")}\">{(promise.Held ? "yes" : "no")}</td></tr>");
        }

        page.AppendLine("</table>").Append(OverTime(report)).Append(Percentiles(report, "first token", t => t.FirstToken)).AppendLine(Percentiles(report, "whole answer", t => t.Latency));
    }

    private static string OverTime(ScenarioReport report)
    {
        var isStream = report.Rows.Any(r => r.Runs[^1].Tally.Gap.Count > 0);
        var plot = new SvgPlot(isStream ? "tokens per second, last run" : "whole answers per second, last run", "seconds", isStream ? "tokens/s" : "calls/s");
        foreach (var row in report.Rows) plot.Add(row.Name, row.Runs[^1].Tally.Slices.Select(s => (s.Begin, (isStream ? s.Tokens : s.Latency.Count) / s.Length)));
        return plot.Write();
    }

    private static string Percentiles(ScenarioReport report, string what, Func<Measuring.Tally, Measuring.Histogram> which)
    {
        var plot = new SvgPlot($"{what}: share of calls within so many milliseconds", "ms", "share");
        foreach (var row in report.Rows)
        {
            var all = row.AllLatencies(which);
            if (all.Count > 0) plot.Add(row.Name, Shares.Select(share => (all.Percentile(share) / 1000.0, share)));
        }

        return plot.Write();
    }

    private static void Row(StringBuilder page, string cell, IEnumerable<string> cells) =>
        page.AppendLine($"<tr>{string.Concat(cells.Select(c => $"<{cell}>{Encode(c)}</{cell}>"))}</tr>");

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
