using Fastchat.LoadTests.Measuring;

namespace Fastchat.LoadTests.Lab;

/// <summary>What one run gave.</summary>
/// <param name="Target">Who was asked.</param>
/// <param name="Tally">What came of the calls.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Cpu">What it cost whom.</param>
internal sealed record LoadRun(LoadTarget Target, Tally Tally, double Seconds, CpuUse Cpu)
{
    /// <summary>Calls that were scheduled and never begun, because all connections were busy.</summary>
    public long NotBegun { get; init; }

    /// <summary>CPU seconds of what was asked: the server's, or nginx's.</summary>
    public double TargetCpu => Target.Via switch
    {
        Via.Nginx => Cpu.Nginx,
        Via.Fastchat => Cpu.Server,
        _ => 0,
    };

    /// <summary>Microseconds of that for each token.</summary>
    public double CpuPerToken => Tally.Tokens == 0 ? 0 : TargetCpu * 1_000_000 / Tally.Tokens;

    /// <summary>Tokens a second, over the whole run.</summary>
    public double TokensPerSecond => Tally.Tokens / Seconds;

    /// <summary>Whole calls a second, over the whole run.</summary>
    public double CallsPerSecond => Tally.Whole / Seconds;
}
