namespace Fastchat.ModelGateway.Registry;

/// <summary>How much a provider is asked at once, and when it is left alone because it fails.</summary>
public sealed record ProviderLimits
{
    /// <summary>What holds for a provider of which nothing is stated.</summary>
    public static ProviderLimits Default { get; } = new();

    /// <summary>Answers under way at once, 1 to 1,000,000; default 10,000.</summary>
    public int MaxConcurrency { get; init; } = 10_000;

    /// <summary>Calls that wait for a place when all are taken, 0 to 100,000; default 100. The next one is refused, or goes elsewhere.</summary>
    public int MaxQueue { get; init; } = 100;

    /// <summary>How long a call waits for a place, more than 0; default 5 s.</summary>
    public TimeSpan QueueTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The share of failures, over 0 to 1, at which the provider is left alone; default 0.65.</summary>
    public double FailureRatio { get; init; } = 0.65;

    /// <summary>The fewest outcomes within <see cref="SamplingDuration"/> to judge by, 2 or more; default 8.</summary>
    public int MinimumThroughput { get; init; } = 8;

    /// <summary>Over how long the share is taken, 0.5 s to a day; default 2 s, so that a provider that fails entirely is left alone within 2 s.</summary>
    public TimeSpan SamplingDuration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long it is left alone before one call tries it again, 0.5 s to a day; default 4 s.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(4);
}
