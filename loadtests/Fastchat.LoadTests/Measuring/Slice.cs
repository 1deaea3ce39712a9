namespace Fastchat.LoadTests.Measuring;

/// <summary>A piece of a run's time.</summary>
/// <param name="Begin">Seconds from the run's begin.</param>
/// <param name="Length">Seconds.</param>
internal sealed record Slice(double Begin, double Length)
{
    /// <summary>Tokens that came.</summary>
    public long Tokens { get; set; }

    /// <summary>Calls that were refused.</summary>
    public long Refused { get; set; }

    /// <summary>Microseconds of the calls that ended whole, from the time they were scheduled.</summary>
    public Histogram Latency { get; } = new();
}
