namespace Fastchat.Tools;

/// <summary>How much a turn may do with tools.</summary>
public sealed record ToolLimits
{
    /// <summary>How often the model may ask for calls; then it is asked once more and may call nothing. Default 8.</summary>
    public int Rounds { get; init; } = 8;

    /// <summary>The most calls that the server does. Default 32.</summary>
    public int Calls { get; init; } = 32;

    /// <summary>The most calls that are under way at once. Default 8.</summary>
    public int CallsAtOnce { get; init; } = 8;

    /// <summary>After how long no further round begins, and calls under way are given up. Default 10 min.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After how many tokens of all rounds together no further round begins; null for no limit.</summary>
    public long? Tokens { get; init; }

    /// <summary>After which cost of all rounds together no further round begins, in units of <see cref="Governance.Limits.LimitMetric.CostUnit"/>; null for no limit.</summary>
    public long? Cost { get; init; }
}
