namespace Fastchat.ModelGateway.Registry;

/// <summary>How long a model may take. Each is more than 0 and at most a day.</summary>
public sealed record ModelTimeouts
{
    /// <summary>To its first delta, connecting and waiting for a place included; default 5 min, for models that think long.</summary>
    public TimeSpan FirstToken { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two deltas; default 2 min.</summary>
    public TimeSpan BetweenTokens { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>In all, repeats and fallbacks included; default 30 min.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(30);
}
