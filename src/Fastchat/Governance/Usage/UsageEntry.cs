using Fastchat.Governance.Identity;

namespace Fastchat.Governance.Usage;

/// <summary>What one answer used.</summary>
/// <param name="Caller">Who asked.</param>
/// <param name="User">Whom it was for; null when nobody said.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="PromptTokens">Tokens it read.</param>
/// <param name="CompletionTokens">Tokens it wrote.</param>
/// <param name="Cost">What they cost, in units of <see cref="Limits.LimitMetric.CostUnit"/>.</param>
/// <param name="IsEstimated">Whether the tokens were counted here, because the provider did not say.</param>
public sealed record UsageEntry(Caller Caller, string? User, string Model, long PromptTokens, long CompletionTokens, long Cost, bool IsEstimated)
{
    /// <summary>Tokens it read, as counted here.</summary>
    public long CountedPromptTokens { get; init; }

    /// <summary>Tokens it wrote, as counted here.</summary>
    public long CountedCompletionTokens { get; init; }
}
