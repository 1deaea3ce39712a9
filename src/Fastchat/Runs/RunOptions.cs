namespace Fastchat.Runs;

/// <summary>How long the events of runs are kept.</summary>
public sealed record RunOptions
{
    /// <summary>For how long the stored events of a run are kept after its end; the run itself stays. Default a day.</summary>
    public TimeSpan EventsKept { get; init; } = TimeSpan.FromDays(1);

    /// <summary>For how long events that are in memory alone are kept after their run's end. Default five minutes.</summary>
    public TimeSpan ResumeWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many events of ended runs are in memory alone at most; the oldest runs make room. Default 100,000.</summary>
    public int MostInMemory { get; init; } = 100_000;
}
