using System.Text.RegularExpressions;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Privacy;

namespace Fastchat.Governance.Tenants;

/// <summary>What a tenant's name and settings may be.</summary>
internal static partial class TenantRules
{
    private const int LongestPrompt = 16_384;

    private const int LongestDisplayName = 200;
    private const int LongestRetention = 36_500;
    private const int MostModels = 1000;
    private const int LongestName = 256;
    private const int MostRegions = 100;
    private const int LongestEffort = 32;
    private const int LongestHelper = 200;

    public static void CheckName(string name, string param)
    {
        if (name.Length == 0) throw FastchatException.MissingField(param);
        if (!IsName(name)) throw FastchatException.InvalidValue(param, $"{param} must be 1 to 64 of a-z, 0-9, '-' and '_'.");
    }

    /// <summary>Whether a tenant can have this name.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    public static void CheckDisplayName(string name, string param)
    {
        if (name.Length > LongestDisplayName) throw FastchatException.InvalidValue(param, $"{param} must have at most {LongestDisplayName} characters, but has {name.Length}.");
        StoredText.Check(param, name);
    }

    /// <summary>What is set replaces, what is absent stays; a list that names anything replaces the other.</summary>
    public static void Merge(TenantConfig config, TenantConfig change)
    {
        if (change.Models is { Allow.Count: > 0 }) config.Models?.Allow.Clear();
        if (change.Models is { Deny.Count: > 0 }) config.Models?.Deny.Clear();
        if (change.Models is { Regions.Count: > 0 }) config.Models?.Regions.Clear();
        if (change.Privacy is { Names.Count: > 0 }) config.Privacy?.Names.Clear();
        config.MergeFrom(change);
    }

    public static void Check(TenantConfig config)
    {
        if (config.Prompts is { } prompts)
        {
            Length("config.prompts.system_prompt", prompts.SystemPrompt);
            Length("config.prompts.greeting", prompts.Greeting);
            Length("config.prompts.no_context_response", prompts.NoContextResponse);
            if (prompts is { HasNoContextResponse: true, NoContextResponse: "" })
                throw FastchatException.InvalidValue("config.prompts.no_context_response", "config.prompts.no_context_response must not be empty.");
        }

        if (config.SearchSettings is { } search)
        {
            if (search.HasSemanticWeight) Range("config.search_settings.semantic_weight", search.SemanticWeight, 0, 1);
            if (search.HasBm25Weight) Range("config.search_settings.bm25_weight", search.Bm25Weight, 0, 1);
            if (search is { HasSemanticWeight: true, HasBm25Weight: true, SemanticWeight: 0, Bm25Weight: 0 })
                throw FastchatException.InvalidValue("config.search_settings", "semantic_weight and bm25_weight must not both be 0.");
            if (search.HasTopK) Range("config.search_settings.top_k", search.TopK, 1, 50);
            if (search.HasSimilarityThreshold) Range("config.search_settings.similarity_threshold", search.SimilarityThreshold, 0, 1);
        }

        if (config.LlmSettings is { } model)
        {
            if (model.HasTemperature) Range("config.llm_settings.temperature", model.Temperature, 0, 2);
            if (model.HasMaxTokens) Range("config.llm_settings.max_tokens", model.MaxTokens, 1, int.MaxValue);
            if (model.HasTopP) Range("config.llm_settings.top_p", model.TopP, 0, 1);
            if (model.HasPresencePenalty) Range("config.llm_settings.presence_penalty", model.PresencePenalty, -2, 2);
            if (model.HasFrequencyPenalty) Range("config.llm_settings.frequency_penalty", model.FrequencyPenalty, -2, 2);
            if (model.ReasoningEffort.Length > LongestEffort || model.ReasoningEffort.Any(char.IsControl))
                throw FastchatException.InvalidValue("config.llm_settings.reasoning_effort", $"config.llm_settings.reasoning_effort must have at most {LongestEffort} characters, none of them a control character.");
        }

        if (config.Retention is { } retention)
        {
            Range("config.retention.runs_days", retention.RunsDays, 0, LongestRetention);
            Range("config.retention.completions_days", retention.CompletionsDays, 0, LongestRetention);
            Range("config.retention.files_days", retention.FilesDays, 0, LongestRetention);
            Range("config.retention.usage_days", retention.UsageDays, 0, LongestRetention);
            Range("config.retention.conversations_days", retention.ConversationsDays, 0, LongestRetention);
        }

        if (config.Limits is { } limits) Check(limits, "config.limits");
        if (config.Context is { } context) Check(context);
        if (config.Privacy is { } privacy) PrivacySettingsRules.Check("config.privacy", privacy);
        if (config.Models is { } models)
        {
            Check("config.models.allow", models.Allow, MostModels, "models");
            Check("config.models.deny", models.Deny, MostModels, "models");
            Check("config.models.regions", models.Regions, MostRegions, "regions");
            if (models.HasMaxContext) Range("config.models.max_context", models.MaxContext, 1, int.MaxValue);
        }
    }

    /// <summary>What limits may be, wherever they stand.</summary>
    public static void Check(LimitSettings limits, string param)
    {
        if (limits.HasRequestsPerMinute) AtLeastOne($"{param}.requests_per_minute", limits.RequestsPerMinute);
        if (limits.HasRequestsPerDay) AtLeastOne($"{param}.requests_per_day", limits.RequestsPerDay);
        if (limits.HasTokensPerMinute) AtLeastOne($"{param}.tokens_per_minute", limits.TokensPerMinute);
        if (limits.HasConcurrentStreams) AtLeastOne($"{param}.concurrent_streams", limits.ConcurrentStreams);
        if (limits.HasUploadBytesPerDay) AtLeastOne($"{param}.upload_bytes_per_day", limits.UploadBytesPerDay);
        if (limits.HasCostPerDay) Positive($"{param}.cost_per_day", limits.CostPerDay);
        if (limits.HasCostPerMonth) Positive($"{param}.cost_per_month", limits.CostPerMonth);
    }

    private static void Check(ContextSettings context)
    {
        if (context.HasTrimAbove) Range("config.context.trim_above", context.TrimAbove, 0.1, 1);
        if (context.HasTrimTo) Range("config.context.trim_to", context.TrimTo, 0.05, context.HasTrimAbove ? context.TrimAbove : 1);
        if (context.HasPassagesShare) Range("config.context.passages_share", context.PassagesShare, 0.05, 0.9);
        if (context.HelperModel.Length > LongestHelper || context.HelperModel.Any(char.IsControl))
            throw FastchatException.InvalidValue("config.context.helper_model", $"config.context.helper_model must have at most {LongestHelper} characters, none of them a control character.");
    }

    private static void Check(string param, IReadOnlyList<string> names, int most, string what)
    {
        if (names.Count > most) throw FastchatException.InvalidValue(param, $"{param} must name at most {most} {what}, but names {names.Count}.");
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length is 0 or > LongestName || names[i].Any(char.IsControl))
                throw FastchatException.InvalidValue($"{param}[{i}]", $"{param}[{i}] must have 1 to {LongestName} characters, none of them a control character.");
        }
    }

    private static void AtLeastOne(string param, long value)
    {
        if (value < 1) throw FastchatException.InvalidValue(param, $"{param} must be 1 or more, but is {value}.");
    }

    private static void Positive(string param, double value)
    {
        if (!(value > 0) || double.IsInfinity(value)) throw FastchatException.InvalidValue(param, $"{param} must be more than 0, but is {value}.");
    }

    private static void Length(string param, string value)
    {
        if (value.Length > LongestPrompt) throw FastchatException.InvalidValue(param, $"{param} must have at most {LongestPrompt} characters, but has {value.Length}.");
    }

    private static void Range(string param, double value, double low, double high)
    {
        if (!(value >= low && value <= high)) throw FastchatException.InvalidValue(param, $"{param} must be {low} to {high}, but is {value}.");
    }

    [GeneratedRegex(@"^[a-z0-9_-]{1,64}\z")]
    private static partial Regex Name();
}
