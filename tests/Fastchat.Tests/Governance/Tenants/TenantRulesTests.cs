using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;

namespace Fastchat.Governance.Tenants;

public sealed class TenantRulesTests
{
    public static TheoryData<string, TenantConfig> Wrong => new()
    {
        { "config.prompts.system_prompt", Prompts(new PromptSettings { SystemPrompt = new string('x', 16_385) }) },
        { "config.prompts.greeting", Prompts(new PromptSettings { Greeting = new string('x', 16_385) }) },
        { "config.prompts.no_context_response", Prompts(new PromptSettings { NoContextResponse = new string('x', 16_385) }) },
        { "config.prompts.no_context_response", Prompts(new PromptSettings { NoContextResponse = "" }) },
        { "config.search_settings.semantic_weight", Search(new SearchSettings { SemanticWeight = 1.01 }) },
        { "config.search_settings.semantic_weight", Search(new SearchSettings { SemanticWeight = double.NaN }) },
        { "config.search_settings.bm25_weight", Search(new SearchSettings { Bm25Weight = -0.01 }) },
        { "config.search_settings", Search(new SearchSettings { SemanticWeight = 0, Bm25Weight = 0 }) },
        { "config.search_settings.top_k", Search(new SearchSettings { TopK = 0 }) },
        { "config.search_settings.top_k", Search(new SearchSettings { TopK = 51 }) },
        { "config.search_settings.similarity_threshold", Search(new SearchSettings { SimilarityThreshold = 2 }) },
        { "config.llm_settings.temperature", Model(new ModelSettings { Temperature = 2.1 }) },
        { "config.llm_settings.max_tokens", Model(new ModelSettings { MaxTokens = 0 }) },
        { "config.llm_settings.top_p", Model(new ModelSettings { TopP = 1.1 }) },
        { "config.llm_settings.presence_penalty", Model(new ModelSettings { PresencePenalty = -2.1 }) },
        { "config.llm_settings.frequency_penalty", Model(new ModelSettings { FrequencyPenalty = 2.1 }) },
        { "config.llm_settings.reasoning_effort", Model(new ModelSettings { ReasoningEffort = new string('x', 33) }) },
        { "config.limits.requests_per_minute", Limits(new LimitSettings { RequestsPerMinute = 0 }) },
        { "config.limits.requests_per_day", Limits(new LimitSettings { RequestsPerDay = -1 }) },
        { "config.limits.tokens_per_minute", Limits(new LimitSettings { TokensPerMinute = 0 }) },
        { "config.limits.concurrent_streams", Limits(new LimitSettings { ConcurrentStreams = 0 }) },
        { "config.limits.upload_bytes_per_day", Limits(new LimitSettings { UploadBytesPerDay = 0 }) },
        { "config.limits.cost_per_day", Limits(new LimitSettings { CostPerDay = 0 }) },
        { "config.limits.cost_per_day", Limits(new LimitSettings { CostPerDay = double.NaN }) },
        { "config.limits.cost_per_month", Limits(new LimitSettings { CostPerMonth = double.PositiveInfinity }) },
        { "config.models.allow[1]", Models(new ModelAccess { Allow = { "a", "" } }) },
        { "config.models.deny[0]", Models(new ModelAccess { Deny = { "a\n" } }) },
        { "config.models.deny", Models(new ModelAccess { Deny = { Enumerable.Repeat("a", 1001) } }) },
        { "config.models.regions", Models(new ModelAccess { Regions = { Enumerable.Repeat("eu", 101) } }) },
        { "config.models.regions[0]", Models(new ModelAccess { Regions = { "" } }) },
        { "config.models.max_context", Models(new ModelAccess { MaxContext = 0 }) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Check_Wrong_NamesTheField(string param, TenantConfig config) =>
        Assert.Equal(param, Assert.Throws<FastchatException>(() => TenantRules.Check(config)).Param);

    [Fact]
    public void Check_AtEveryLimit_Passes()
    {
        TenantRules.Check(new TenantConfig());
        TenantRules.Check(new TenantConfig
        {
            Prompts = new PromptSettings { SystemPrompt = new string('x', 16_384), NoContextResponse = "x" },
            SearchSettings = new SearchSettings { SemanticWeight = 1, Bm25Weight = 0, TopK = 50, SimilarityThreshold = 1 },
            LlmSettings = new ModelSettings { Temperature = 2, MaxTokens = 1 },
        });
    }

    [Theory]
    [InlineData("a")]
    [InlineData("acme_2-b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void CheckName_Good_Passes(string name) => TenantRules.CheckName(name, "name");

    [Theory]
    [InlineData("")]
    [InlineData("Acme")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("ü")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void CheckName_Wrong_IsRefused(string name) => Assert.Equal("name", Assert.Throws<FastchatException>(() => TenantRules.CheckName(name, "name")).Param);

    [Fact]
    public void Merge_ListThatNamesAnything_ReplacesTheOther()
    {
        var config = Models(new ModelAccess { Allow = { "a", "b" }, Deny = { "c" }, MaxContext = 5, Regions = { "us" }, DropParams = true });

        TenantRules.Merge(config, Models(new ModelAccess { Allow = { "d" }, Regions = { "eu-*" }, AllowTools = false }));

        Assert.Equal(Models(new ModelAccess { Allow = { "d" }, Deny = { "c" }, MaxContext = 5, Regions = { "eu-*" }, DropParams = true, AllowTools = false }), config);
    }

    private static TenantConfig Limits(LimitSettings limits) => new() { Limits = limits };

    private static TenantConfig Models(ModelAccess models) => new() { Models = models };

    private static TenantConfig Prompts(PromptSettings prompts) => new() { Prompts = prompts };

    private static TenantConfig Search(SearchSettings search) => new() { SearchSettings = search };

    private static TenantConfig Model(ModelSettings model) => new() { LlmSettings = model };
}
