using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Tenants;

public sealed class TenantModelsTests
{
    [Fact]
    public void Settings_NothingSaid_AllowEverythingAndDropNothing()
    {
        var models = TenantSettings.From(new TenantConfig()).Models;

        Assert.True(models is { AllowsTools: true, AllowsAnyRegion: true, DropsParameters: false, MaxContext: null });
        Assert.True(models.AllowsRegion(""));
    }

    [Fact]
    public void Settings_Stated_AreCarried()
    {
        var settings = TenantSettings.From(new TenantConfig
        {
            Models = new ModelAccess { MaxContext = 8, AllowTools = false, DropParams = true },
            LlmSettings = new ModelSettings { TopP = 0, PresencePenalty = -1, FrequencyPenalty = 1, ReasoningEffort = "low" },
        });

        Assert.True(settings.Models is { AllowsTools: false, DropsParameters: true, MaxContext: 8 });
        Assert.Equal((0.0, -1.0, 1.0, "low"), (settings.TopP, settings.PresencePenalty, settings.FrequencyPenalty, settings.ReasoningEffort));
    }

    [Theory]
    [InlineData("eu-west", true)]
    [InlineData("ch", true)]
    [InlineData("eu", false)]
    [InlineData("us", false)]
    [InlineData("", false)]
    public void AllowsRegion_SomeAreNamed_OnlyThose(string region, bool allows) =>
        Assert.Equal(allows, new TenantModels(new ModelAccess { Regions = { "eu-*", "ch" } }).AllowsRegion(region));
}
