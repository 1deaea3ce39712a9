using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Metering;
using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatRole = Microsoft.Extensions.AI.ChatRole;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace Fastchat.Providers.ChatClients;

/// <summary>The gateway as a client, in front of a client that is plugged into it: what goes in comes out.</summary>
public sealed class GatewayChatClientTests
{
    private static readonly AIFunctionDeclaration Weather = AIFunctionFactory.CreateDeclaration("get_weather", "Tells it.", JsonDocument.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}""").RootElement);

    private readonly FakeChatClient _behind = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_Answer_IsTheModelsWithUsage()
    {
        using var client = Client(new ChatClientProvider("acme", _behind, ["m"], new FakeClock()));

        var response = await client.GetResponseAsync("Hello?", cancellationToken: Ct);

        Assert.Equal(("Hello there.", "m", ChatFinishReason.Stop), (response.Text, response.ModelId, response.FinishReason));
        Assert.Equal((3L, 2L, 1L), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.ReasoningTokenCount));
        Assert.Equal("Hm.", Assert.Single(response.Messages[0].Contents.OfType<TextReasoningContent>()).Text);
    }

    [Fact]
    public async Task Get_Request_ReachesTheModelWhole()
    {
        using var client = Client(new ChatClientProvider("acme", _behind, ["m"], new FakeClock()));
        ChatMessage[] messages =
        [
            new(ChatRole.User, [new TextContent("Look: "), new UriContent(new Uri("https://a.example/b.png"), "image/*"), new DataContent(new byte[] { 1, 2, 3 }, "audio/wav"), new DataContent(new byte[] { 4 }, "application/pdf") { Name = "a.pdf" }, new HostedFileContent("file-1")]),
            new(ChatRole.Assistant, [new FunctionCallContent("c", "get_weather", new Dictionary<string, object?> { ["city"] = "Oslo" })]),
            new(ChatRole.Tool, [new FunctionResultContent("c", "sunny")]),
            new(ChatRole.User, "Hello?") { AuthorName = "ann" },
        ];
        var options = new ChatOptions
        {
            Instructions = "Be kind.",
            Temperature = 0.7f,
            MaxOutputTokens = 100,
            Seed = 5,
            StopSequences = ["END"],
            Tools = [Weather],
            ToolMode = ChatToolMode.RequireSpecific("get_weather"),
            AllowMultipleToolCalls = false,
            ResponseFormat = ChatResponseFormat.Json,
            Reasoning = new ReasoningOptions { Effort = Microsoft.Extensions.AI.ReasoningEffort.Low },
            AdditionalProperties = new() { ["vendor_setting"] = true },
        };

        await client.GetResponseAsync(messages, options, Ct);

        var (sent, asked) = _behind.Requests.Single();
        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.User], sent.Select(m => m.Role));
        Assert.Equal(("Be kind.", "ann"), (sent[0].Text, sent[4].AuthorName));
        Assert.Equal([typeof(TextContent), typeof(UriContent), typeof(DataContent), typeof(DataContent), typeof(HostedFileContent)], sent[1].Contents.Select(c => c.GetType()));
        Assert.Equal("Oslo", Assert.IsType<FunctionCallContent>(sent[2].Contents[0]).Arguments!["city"]!.ToString());
        Assert.Equal("sunny", Assert.IsType<FunctionResultContent>(sent[3].Contents[0]).Result);
        Assert.Equal((0.7f, 100, 5L, false), (asked.Temperature, asked.MaxOutputTokens, asked.Seed, asked.AllowMultipleToolCalls));
        Assert.Equal("get_weather", Assert.IsType<RequiredChatToolMode>(asked.ToolMode).RequiredFunctionName);
        Assert.Null(Assert.IsType<ChatResponseFormatJson>(asked.ResponseFormat).Schema);
        Assert.Equal(Microsoft.Extensions.AI.ReasoningEffort.Low, asked.Reasoning!.Effort);
        Assert.Equal(Weather.JsonSchema.ToString(), Assert.IsAssignableFrom<AIFunctionDeclaration>(Assert.Single(asked.Tools!)).JsonSchema.ToString());
        Assert.Equal("vendor_setting", Assert.Single(asked.AdditionalProperties!).Key);
    }

    [Fact]
    public async Task GetStreaming_CallsInPieces_LeaveWhole()
    {
        var model = new FakeChatModel(new FakeClock()).Send(
            new ModelDelta { ToolCalls = [new ToolCall { Index = 0, Id = "c", Type = "function", Function = new FunctionCall { Name = "f", Arguments = "{\"a\"" } }] },
            new ModelDelta { ToolCalls = [new ToolCall { Index = 0, Function = new FunctionCall { Arguments = ":1}" } }] }).Stop("tool_calls");
        using var client = Client(new FakeModelProvider(model, "m"));

        var updates = await client.GetStreamingResponseAsync("Hello?", cancellationToken: Ct).ToListAsync(Ct);

        var call = Assert.Single(updates.SelectMany(u => u.Contents).OfType<FunctionCallContent>());
        Assert.Equal(("c", "f", "1"), (call.CallId, call.Name, call.Arguments!["a"]!.ToString()));
        Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
    }

    [Fact]
    public async Task Get_ModelOfNobody_IsNotFound()
    {
        using var client = Client(new ChatClientProvider("acme", _behind, ["m"], new FakeClock()));

        var refusal = await Assert.ThrowsAsync<FastchatException>(() => client.GetResponseAsync("Hello?", new ChatOptions { ModelId = "other" }, Ct));

        Assert.Equal(ErrorReason.ModelNotFound, refusal.Reason);
    }

    [Fact]
    public async Task Get_ToolThatIsNoFunction_IsUnsupported()
    {
        using var client = Client(new ChatClientProvider("acme", _behind, ["m"], new FakeClock()));

        var refusal = await Assert.ThrowsAsync<FastchatException>(() => client.GetResponseAsync("Hello?", new ChatOptions { Tools = [new HostedWebSearchTool()] }, Ct));

        Assert.Equal((ErrorReason.ParameterUnsupported, "tools"), (refusal.Reason, refusal.Param));
    }

    [Fact]
    public void GetService_Metadata_SaysWhatIsAsked()
    {
        using var client = Client(new ChatClientProvider("acme", _behind, ["m"], new FakeClock()));

        Assert.Equal("m", ((ChatClientMetadata)client.GetService(typeof(ChatClientMetadata))!).DefaultModelId);
        Assert.Same(client, client.GetService(typeof(GatewayChatClient)));
        Assert.Null(client.GetService(typeof(string)));
    }

    [Fact]
    public void AddChatClient_Host_HasAProviderOfItsModels()
    {
        using var services = new ServiceCollection().AddChatClient("acme", _behind, "m", "n").BuildServiceProvider();

        var provider = services.GetRequiredService<IModelProvider>();

        Assert.Equal("acme", provider.Name);
        Assert.Equal([new("m", "acme"), new ModelInfo("n", "acme")], provider.Models);
        Assert.True(provider.Offers("n"));
        Assert.False(provider.Offers("o"));
    }

    private static GatewayChatClient Client(IModelProvider provider)
    {
        var services = new ServiceCollection().AddLogging().AddModelGateway(ModelPrices.Free, new RegistryOptions()).AddSingleton(TimeProvider.System).AddSingleton(provider).BuildServiceProvider();
        return new GatewayChatClient(services.GetRequiredService<Gateway>(), "m", TenantId.New());
    }
}
