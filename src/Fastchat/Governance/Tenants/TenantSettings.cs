using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Privacy;

namespace Fastchat.Governance.Tenants;

/// <summary>A tenant's settings with the defaults filled in.</summary>
public sealed record TenantSettings
{
    /// <summary>The system prompt; empty for none.</summary>
    public string SystemPrompt { get; init; } = "";

    /// <summary>What a new session is greeted with; empty for nothing.</summary>
    public string Greeting { get; init; } = "";

    /// <summary>Whether sessions remember what was said in them.</summary>
    public bool ConversationMemory { get; init; } = true;

    /// <summary>The whole answer when documents are attached and nothing in them matches.</summary>
    public string NoContextResponse { get; init; } = "I could not find anything about that in the documents.";

    /// <summary>Weight of the likeness of embeddings.</summary>
    public double SemanticWeight { get; init; } = 0.7;

    /// <summary>Weight of shared words.</summary>
    public double Bm25Weight { get; init; } = 0.3;

    /// <summary>How many passages.</summary>
    public int TopK { get; init; } = 5;

    /// <summary>The lowest score of a passage that counts as found.</summary>
    public double SimilarityThreshold { get; init; } = 0.5;

    /// <summary>The model of native requests that name none.</summary>
    public string Model { get; init; } = "extractive";

    /// <summary>The temperature of requests that state none; null for the model's own.</summary>
    public double? Temperature { get; init; }

    /// <summary>The longest answer of requests that state none, in tokens; null for the model's own.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The top_p of requests that state none; null for the model's own.</summary>
    public double? TopP { get; init; }

    /// <summary>The presence_penalty of requests that state none; null for the model's own.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>The frequency_penalty of requests that state none; null for the model's own.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>The effort of reasoning of requests that state none, for models that can reason; null for the model's own.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary>How much the tenant may use; what is absent is without limit.</summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary>Which models the tenant may use, and how.</summary>
    public TenantModels Models { get; init; } = TenantModels.Any;

    /// <summary>What is done with personal data; null when nothing is.</summary>
    public PrivacyPolicy? Privacy { get; init; }

    /// <summary>Whether answers may be kept and given again when a request asks for it.</summary>
    public bool ResponseCache { get; init; }

    /// <summary>A configuration with the defaults filled in; limits and models have none, and are absent where nothing was said.</summary>
    public static TenantConfig Complete(TenantConfig config)
    {
        var settings = From(config);
        var whole = new TenantConfig
        {
            Prompts = new PromptSettings { SystemPrompt = settings.SystemPrompt, Greeting = settings.Greeting, NoContextResponse = settings.NoContextResponse },
            SearchSettings = new SearchSettings
            {
                SemanticWeight = settings.SemanticWeight,
                Bm25Weight = settings.Bm25Weight,
                TopK = settings.TopK,
                SimilarityThreshold = settings.SimilarityThreshold,
            },
            LlmSettings = new ModelSettings { Model = settings.Model },
            Features = new FeatureSettings { ImageProcessing = true, ConversationMemory = true },
            Limits = new LimitSettings(),
            Models = new ModelAccess(),
        };
        whole.MergeFrom(config);
        return whole;
    }

    /// <summary>The settings that a stored configuration means.</summary>
    public static TenantSettings From(TenantConfig config)
    {
        var defaults = new TenantSettings();
        var prompts = config.Prompts ?? new PromptSettings();
        var search = config.SearchSettings ?? new SearchSettings();
        var model = config.LlmSettings ?? new ModelSettings();
        return new TenantSettings
        {
            SystemPrompt = prompts.HasSystemPrompt ? prompts.SystemPrompt : defaults.SystemPrompt,
            Greeting = prompts.Greeting,
            ConversationMemory = config.Features is not { HasConversationMemory: true, ConversationMemory: false },
            NoContextResponse = prompts.HasNoContextResponse ? prompts.NoContextResponse : defaults.NoContextResponse,
            SemanticWeight = search.HasSemanticWeight ? search.SemanticWeight : defaults.SemanticWeight,
            Bm25Weight = search.HasBm25Weight ? search.Bm25Weight : defaults.Bm25Weight,
            TopK = search.HasTopK ? search.TopK : defaults.TopK,
            SimilarityThreshold = search.HasSimilarityThreshold ? search.SimilarityThreshold : defaults.SimilarityThreshold,
            Model = model.HasModel ? model.Model : defaults.Model,
            Temperature = model.HasTemperature ? model.Temperature : null,
            MaxTokens = model.HasMaxTokens ? model.MaxTokens : null,
            TopP = model.HasTopP ? model.TopP : null,
            PresencePenalty = model.HasPresencePenalty ? model.PresencePenalty : null,
            FrequencyPenalty = model.HasFrequencyPenalty ? model.FrequencyPenalty : null,
            ReasoningEffort = model is { HasReasoningEffort: true, ReasoningEffort.Length: > 0 } ? model.ReasoningEffort : null,
            Limits = config.Limits ?? new LimitSettings(),
            Models = new TenantModels(config.Models ?? new ModelAccess()),
            Privacy = PrivacyPolicy.From(config.Privacy),
            ResponseCache = config.Features is { HasResponseCache: true, ResponseCache: true },
        };
    }
}
