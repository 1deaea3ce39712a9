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
    public void CheckName_Good_Passes(string name) => TenantRules.CheckName(name);

    [Theory]
    [InlineData("")]
    [InlineData("Acme")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("ü")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void CheckName_Wrong_IsRefused(string name) => Assert.Equal("name", Assert.Throws<FastchatException>(() => TenantRules.CheckName(name)).Param);

    private static TenantConfig Prompts(PromptSettings prompts) => new() { Prompts = prompts };

    private static TenantConfig Search(SearchSettings search) => new() { SearchSettings = search };

    private static TenantConfig Model(ModelSettings model) => new() { LlmSettings = model };
}
