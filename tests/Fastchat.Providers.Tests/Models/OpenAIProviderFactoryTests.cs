using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.Providers.Models;

public sealed class OpenAIProviderFactoryTests
{
    private static readonly ProviderEntry Entry = new()
    {
        Name = "east",
        BaseUrl = new Uri("https://east/v1/"),
        ApiKey = "sk-secret",
        Headers = new Dictionary<string, string> { ["OpenAI-Organization"] = "acme" },
        Patterns = ["mock-*"],
        Limits = new ProviderLimits { MaxConcurrency = 3 },
    };

    [Fact]
    public void Create_Entry_IsAProviderOfItsNameAndLimits()
    {
        var provider = new OpenAIProviderFactory(new FakeClock(), NullLoggerFactory.Instance).Create(Entry);

        Assert.Equal(("east", Entry.Limits, true, false), (provider.Name, provider.Limits, provider.Offers("mock-1"), provider.Offers("other")));
    }

    [Fact]
    public void Options_KeyWithAHeaderOfItsOwn_IsSentInItAlone()
    {
        var options = OpenAIProviderFactory.Options(Entry with { ApiKeyHeader = "api-key" });

        Assert.Null(options.ApiKey);
        Assert.Equal(("sk-secret", "acme"), (options.Headers["API-Key"], options.Headers["OpenAI-Organization"]));
        Assert.Equal("sk-secret", OpenAIProviderFactory.Options(Entry).ApiKey);
        Assert.DoesNotContain("sk-secret", $"{options} {Entry}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ProviderThatListsNothing_AsksNobody()
    {
        var gateway = new FakeGateway();
        var options = OpenAIProviderFactory.Options(Entry with { ListsModels = false });
        using var client = new UpstreamClient(options, new FakeClock(), gateway);
        using var models = new UpstreamModels(client, options, new FakeClock(), NullLogger<UpstreamModels>.Instance);

        await models.StartAsync(TestContext.Current.CancellationToken);
        await models.StopAsync(TestContext.Current.CancellationToken);

        Assert.Empty(gateway.Requests);
    }
}
