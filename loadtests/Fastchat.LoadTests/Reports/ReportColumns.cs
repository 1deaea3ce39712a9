using System.Globalization;

namespace Fastchat.LoadTests.Reports;

/// <summary>The columns that every form of report has.</summary>
internal static class ReportColumns
{
    /// <summary>Their names and how each is read from a row.</summary>
    public static IReadOnlyList<(string Name, Func<ReportRow, string> Of)> All { get; } =
    [
        ("target", row => row.Name),
        ("tokens/s", row => Number(row.TokensPerSecond, "0")),
        ("calls/s", row => Number(row.CallsPerSecond, "0")),
        ("first token p50 ms", row => Number(row.FirstTokenP50, "0.00")),
        ("p99 ms", row => Number(row.FirstTokenP99, "0.00")),
        ("between tokens p99 ms", row => Number(row.GapP99, "0.00")),
        ("whole answer p50 ms", row => Number(row.LatencyP50, "0.00")),
        ("whole p99 ms", row => Number(row.LatencyP99, "0.00")),
        ("CPU µs/token", row => Number(row.CpuPerToken, "0.00")),
        ("mock µs/token", row => Number(row.MockPerToken, "0.00")),
        ("client µs/token", row => Number(row.ClientPerToken, "0.00")),
        ("cores busy", row => Number(row.Cores, "0.00")),
        ("whole", row => Number(row.Whole, "0")),
        ("refused", row => Number(row.Refused, "0")),
        ("broken", row => Number(row.Broken, "0")),
        ("not begun", row => Number(row.NotBegun, "0")),
    ];

    /// <summary>A figure as it stands in reports.</summary>
    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
