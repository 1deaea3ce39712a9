namespace Fastchat.ModelGateway.Metering;

/// <summary>What a model's tokens cost, per million, in whatever currency the operator counts in.</summary>
/// <param name="Prompt">A million tokens read.</param>
/// <param name="Completion">A million tokens written.</param>
public readonly record struct ModelPrice(decimal Prompt, decimal Completion)
{
    private const decimal UnitsPerTokenOfOne = (decimal)Governance.Limits.LimitMetric.CostUnit / 1_000_000;

    // A million of the currency: no answer comes near it, and sums of such stay far from the end of what the store can count.
    private const decimal Most = 1_000_000m * Governance.Limits.LimitMetric.CostUnit;

    /// <summary>What an answer costs, in units of <see cref="Governance.Limits.LimitMetric.CostUnit"/>, rounded to the nearest; a million of the currency at most.</summary>
    public long Of(long promptTokens, long completionTokens) =>
        (long)Math.Min(Most, Math.Round(((promptTokens * Prompt) + (completionTokens * Completion)) * UnitsPerTokenOfOne, MidpointRounding.AwayFromZero));
}
