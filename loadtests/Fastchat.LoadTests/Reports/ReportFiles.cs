using System.Globalization;

namespace Fastchat.LoadTests.Reports;

/// <summary>Writes the reports of a run into a folder.</summary>
internal static class ReportFiles
{
    /// <summary>Writes report.md, report.csv and report.html.</summary>
    public static async Task WriteAsync(string folder, DateTimeOffset begun, IEnumerable<string> arguments, IReadOnlyList<ScenarioReport> reports)
    {
        Directory.CreateDirectory(folder);
        var title = string.Create(CultureInfo.InvariantCulture,
            $"Load tests of {begun:yyyy-MM-dd HH:mm}, {Environment.ProcessorCount} cores, {Environment.OSVersion.VersionString}, .NET {Environment.Version}");
        var command = $"Command: `make load {string.Join(' ', arguments)}`".TrimEnd();
        await File.WriteAllTextAsync(Path.Combine(folder, "report.md"), string.Join(Environment.NewLine, [$"# {title}", "", command, "", .. reports.Select(MarkdownReport.Of)]));
        await File.WriteAllTextAsync(Path.Combine(folder, "report.csv"), CsvReport.Of(reports));
        await File.WriteAllTextAsync(Path.Combine(folder, "report.html"), HtmlReport.Of(title, reports));
    }
}
