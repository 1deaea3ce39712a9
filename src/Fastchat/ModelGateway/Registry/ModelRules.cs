using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using WireAbilities = Fastchat.Contracts.Admin.V1.ModelAbilities;
using WireChoice = Fastchat.Contracts.Admin.V1.TargetChoice;
using WireTimeouts = Fastchat.Contracts.Admin.V1.ModelTimeouts;

namespace Fastchat.ModelGateway.Registry;

/// <summary>What a registered model may be.</summary>
internal static class ModelRules
{
    private const int LongestName = 200;
    private const int LongestProvider = 64;
    private const int LongestWord = 64;
    private const int MostTargets = 16;
    private const int MostFallbacks = 16;
    private const int MostCauses = 4;
    private const int MostTags = 32;
    private const int HighestWeight = 1000;
    private const int HighestPrice = 1_000_000;
    private const int MostRetries = 5;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Looks at a model's name.</summary>
    public static void CheckName(string path, string name, RegistryMistakes mistakes) => mistakes.Text(path, name, LongestName, isRequired: true);

    /// <summary>Looks at what stands behind a name, but for the entries that it names.</summary>
    public static void Check(string path, ModelSpec spec, RegistryMistakes mistakes)
    {
        CheckTargets($"{path}.targets", spec, mistakes);
        if (!Enum.IsDefined(spec.Choice)) mistakes.Add($"{path}.choice", "must be weighted, least_busy or in_order.");
        CheckFallbacks($"{path}.fallbacks", spec, mistakes);
        if (spec.HasContextWindow) mistakes.AtLeastOne($"{path}.context_window", spec.ContextWindow);
        if (spec.HasMaxOutputTokens) mistakes.AtLeastOne($"{path}.max_output_tokens", spec.MaxOutputTokens);
        if (spec.Price is { } price)
        {
            mistakes.Range($"{path}.price.prompt", price.Prompt, 0, HighestPrice);
            mistakes.Range($"{path}.price.completion", price.Completion, 0, HighestPrice);
        }

        if (spec.Abilities is WireAbilities { HasEmbeddingDimensions: true } abilities) mistakes.AtLeastOne($"{path}.abilities.embedding_dimensions", abilities.EmbeddingDimensions);
        if (spec.Timeouts is { } timeouts) CheckTimes($"{path}.timeouts", timeouts, mistakes);
        if (spec.HasRetries) mistakes.Range($"{path}.retries", spec.Retries, 0, MostRetries);
        mistakes.Time($"{path}.hedge_after", spec.HedgeAfter, TimeSpan.Zero, Day);
        if (spec.Defaults is { } defaults) ModelDefaults.Check($"{path}.defaults", defaults, mistakes);
        if (mistakes.Count($"{path}.tags", spec.Tags.Count, MostTags))
        {
            for (var i = 0; i < spec.Tags.Count; i++) mistakes.Text($"{path}.tags[{i}]", spec.Tags[i], LongestWord, isRequired: true);
        }

        mistakes.Text($"{path}.region", spec.Region, LongestWord);
        mistakes.Text($"{path}.owned_by", spec.OwnedBy, LongestWord);
    }

    private static void CheckTargets(string path, ModelSpec spec, RegistryMistakes mistakes)
    {
        if (spec.Targets.Count == 0) mistakes.Missing(path);
        if (!mistakes.Count(path, spec.Targets.Count, MostTargets)) return;
        for (var i = 0; i < spec.Targets.Count; i++)
        {
            var target = spec.Targets[i];
            mistakes.Text($"{path}[{i}].provider", target.Provider, LongestProvider, isRequired: true);
            mistakes.Text($"{path}[{i}].model", target.Model, LongestName, isRequired: true);
            if (target.HasWeight) mistakes.Range($"{path}[{i}].weight", target.Weight, 0, HighestWeight);
        }

        if (spec.Targets.Count > 0 && spec.Choice != WireChoice.InOrder && spec.Targets.All(t => t is { HasWeight: true, Weight: 0 }))
            mistakes.Add(path, "must hold a target whose weight is over 0, or no call would have a share.");
    }

    private static void CheckFallbacks(string path, ModelSpec spec, RegistryMistakes mistakes)
    {
        if (!mistakes.Count(path, spec.Fallbacks.Count, MostFallbacks)) return;
        for (var i = 0; i < spec.Fallbacks.Count; i++)
        {
            var fallback = spec.Fallbacks[i];
            mistakes.Text($"{path}[{i}].model", fallback.Model, LongestName, isRequired: true);
            if (!mistakes.Count($"{path}[{i}].causes", fallback.Causes.Count, MostCauses)) continue;
            if (fallback.Causes.Any(c => c == FallbackCause.Unspecified || !Enum.IsDefined(c)))
                mistakes.Add($"{path}[{i}].causes", "must be of error, rate_limited, context_too_long and content_refused.");
        }
    }

    private static void CheckTimes(string path, WireTimeouts timeouts, RegistryMistakes mistakes)
    {
        mistakes.Time($"{path}.first_token", timeouts.FirstToken, TimeSpan.Zero, Day);
        mistakes.Time($"{path}.between_tokens", timeouts.BetweenTokens, TimeSpan.Zero, Day);
        mistakes.Time($"{path}.total", timeouts.Total, TimeSpan.Zero, Day);
    }
}
