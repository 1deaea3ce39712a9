namespace Fastchat.Governance.Policies;

/// <summary>What rules may know of calls.</summary>
public sealed record PolicyOptions
{
    /// <summary>The request header in which the operator's proxy says a call's region; null when none does. Whoever reaches the server past the proxy can write it too.</summary>
    public string? RegionHeader { get; init; }
}
