using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Measuring;

namespace Fastchat.LoadTests.Reports;

/// <summary>The medians of a target's runs. Times are in milliseconds, CPU in microseconds per token.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Runs">The runs, at least one.</param>
internal sealed record ReportRow(string Name, IReadOnlyList<LoadRun> Runs)
{
    /// <summary>Tokens a second.</summary>
    public double TokensPerSecond => Median(r => r.TokensPerSecond);

    /// <summary>Whole calls a second.</summary>
    public double CallsPerSecond => Median(r => r.CallsPerSecond);

    /// <summary>Half of all first tokens came within this.</summary>
    public double FirstTokenP50 => Percentile(t => t.FirstToken, 0.5);

    /// <summary>99 of 100 first tokens came within this.</summary>
    public double FirstTokenP99 => Percentile(t => t.FirstToken, 0.99);

    /// <summary>99 of 100 tokens came so soon after the one before.</summary>
    public double GapP99 => Percentile(t => t.Gap, 0.99);

    /// <summary>Half of all calls were answered whole within this.</summary>
    public double LatencyP50 => Percentile(t => t.Latency, 0.5);

    /// <summary>99 of 100 calls were answered whole within this.</summary>
    public double LatencyP99 => Percentile(t => t.Latency, 0.99);

    /// <summary>What a token cost the target.</summary>
    public double CpuPerToken => Median(r => r.CpuPerToken);

    /// <summary>What a token cost the mock.</summary>
    public double MockPerToken => Median(r => PerToken(r, r.Cpu.Mock));

    /// <summary>What a token cost the calling side.</summary>
    public double ClientPerToken => Median(r => PerToken(r, r.Cpu.Client));

    /// <summary>Cores that were busy with it, the calling side's and the mock's included.</summary>
    public double Cores => Median(r => (r.Cpu.Server + r.Cpu.Nginx + r.Cpu.Mock + r.Cpu.Client) / r.Seconds);

    /// <summary>Calls that ended whole, in all runs.</summary>
    public long Whole => Runs.Sum(r => r.Tally.Whole);

    /// <summary>Calls that were refused, in all runs.</summary>
    public long Refused => Runs.Sum(r => r.Tally.Refused);

    /// <summary>Calls that broke or did not finish, in all runs.</summary>
    public long Broken => Runs.Sum(r => r.Tally.Broken + r.Tally.Open);

    /// <summary>Calls that were scheduled and never begun, in all runs.</summary>
    public long NotBegun => Runs.Sum(r => r.NotBegun);

    /// <summary>What was wrong, most frequent first.</summary>
    public IEnumerable<(string Fault, int Count)> Faults => Runs.SelectMany(r => r.Tally.Faults)
        .GroupBy(f => f.Key, f => f.Value).Select(g => (g.Key, g.Sum())).OrderByDescending(f => f.Item2);

    /// <summary>All runs' latencies together.</summary>
    public Histogram AllLatencies(Func<Tally, Histogram> which)
    {
        var all = new Histogram();
        foreach (var run in Runs) all.Add(which(run.Tally));
        return all;
    }

    private double Percentile(Func<Tally, Histogram> histogram, double share) => Median(r => histogram(r.Tally).Percentile(share) / 1000.0);

    private static double PerToken(LoadRun run, double seconds) => run.Tally.Tokens == 0 ? 0 : seconds * 1_000_000 / run.Tally.Tokens;

    private double Median(Func<LoadRun, double> figure)
    {
        var sorted = Runs.Select(figure).Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
