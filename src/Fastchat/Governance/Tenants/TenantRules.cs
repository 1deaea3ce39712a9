using System.Text.RegularExpressions;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;

namespace Fastchat.Governance.Tenants;

/// <summary>What a tenant's name and settings may be.</summary>
internal static partial class TenantRules
{
    private const int LongestPrompt = 16_384;

    public static void CheckName(string name)
    {
        if (name.Length == 0) throw FastchatException.MissingField("name");
        if (!Name().IsMatch(name)) throw FastchatException.InvalidValue("name", "name must be 1 to 64 of a-z, 0-9, '-' and '_'.");
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
        }
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
