using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Embeddings;
using Fastchat.ModelGateway.Reranking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.Providers.Models;

/// <summary>Against a gateway that nobody here wrote, over real sockets: chat, tools, errors, vectors, ranks.</summary>
public sealed class AimockTests : IClassFixture<Aimock>, IDisposable
{
    private readonly UpstreamClient? _client;
    private readonly UpstreamModels? _models;

    public AimockTests(Aimock aimock)
    {
        if (aimock.Address is null) return;
        var options = UpstreamOptions.Parse(aimock.Address, Aimock.Key, "*");
        _client = new UpstreamClient(options, TimeProvider.System);
        _models = new UpstreamModels(_client, options, TimeProvider.System, NullLogger<UpstreamModels>.Instance);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private UpstreamModels Models
    {
        get
        {
            Assert.SkipWhen(_models is null, "The npm packages of tests/peers are not installed: eng/setup does it.");
            return _models;
        }
    }

    public void Dispose()
    {
        _models?.Dispose();
        _client?.Dispose();
    }

    // It cuts its texts by UTF-16, and so the smileys in two.
    [Fact]
    public async Task Chat_Text_ComesInPiecesAndIsWhole()
    {
        var deltas = await AskAsync("Say hello");

        Assert.Equal("Hello 😀 from behind the gateway 😀😀.", string.Concat(deltas.Select(d => d.Text)));
        Assert.True(deltas.Count(d => d.Text is not null) > 5);
        Assert.Equal("stop", Assert.Single(deltas, d => d.FinishReason is not null).FinishReason);
        Assert.True(Assert.Single(deltas, d => d.Usage is not null).Usage!.TotalTokens > 0);
    }

    [Fact]
    public async Task Chat_Tools_AreCalledInPieces()
    {
        var deltas = await AskAsync("Weather");

        var calls = deltas.SelectMany(d => d.ToolCalls ?? []).GroupBy(c => c.Index).ToDictionary(c => c.Key, c => c.ToList());
        Assert.Equal(("call_1", "get_weather", """{"city":"Oslo"}"""), (calls[0][0].Id, calls[0][0].Function.Name, string.Concat(calls[0].Select(p => p.Function.Arguments))));
        Assert.Equal(("call_2", "get_time", "{}"), (calls[1][0].Id, calls[1][0].Function.Name, string.Concat(calls[1].Select(p => p.Function.Arguments))));
        Assert.Equal("tool_calls", Assert.Single(deltas, d => d.FinishReason is not null).FinishReason);
    }

    [Fact]
    public async Task Chat_Reasoning_IsKept() => Assert.Equal(
        "Let me see.",
        string.Concat((await AskAsync("Think")).Select(d => d.Rest?.Fields.GetValueOrDefault("reasoning_content")?.StringValue)));

    [Theory]
    [InlineData("Break off", ErrorReason.UpstreamStreamBroken, null)]
    [InlineData("Too long", ErrorReason.ContextLengthExceeded, null)]
    [InlineData("Not that", ErrorReason.ContentRefused, null)]
    [InlineData("Slow down", ErrorReason.UpstreamRateLimited, 7d)]
    [InlineData("No money", ErrorReason.UpstreamRateLimited, 3600d)]
    public async Task Chat_Failure_IsTyped(string words, ErrorReason reason, double? retryAfter)
    {
        var fault = await Assert.ThrowsAsync<FastchatException>(() => AskAsync(words));

        Assert.Equal((reason, retryAfter), (fault.Reason, fault.RetryAfter?.TotalSeconds));
    }

    [Fact]
    public async Task Models_Listed_AreOffered()
    {
        await Models.RefreshAsync(Ct);

        Assert.Null(Models.Trouble);
        Assert.NotEmpty(Models.Models);
    }

    [Fact]
    public async Task Embed_Texts_HaveVectorsOfTheDimensionsAskedFor()
    {
        var result = await Models.EmbeddingModel("any")!.EmbedAsync(new EmbeddingQuery("text-embedding-3-small", ["zebras", "trains", "zebras"], 64), Ct);

        Assert.All(result.Vectors, v => Assert.Equal(64, v.Length));
        Assert.Equal(result.Vectors[0], result.Vectors[2]);
        Assert.NotEqual(result.Vectors[0], result.Vectors[1]);
    }

    [Fact]
    public async Task Rerank_Texts_AreRanked()
    {
        var ranks = (await Models.Reranker("any")!.RerankAsync(new RerankQuery("rerank-v3.5", "Where do zebras live?", ["Bread.", "Savanna."]), Ct)).Ranks;

        Assert.Equal([new TextRank(1, 0.9), new TextRank(0, 0.2)], ranks);
    }

    private async Task<List<ModelDelta>> AskAsync(string words)
    {
        var request = new ModelRequest
        {
            Parameters = new ChatCompletionParams { Model = "gpt-4o", Messages = { new ChatMessage { Role = ChatRole.User, Text = words } } },
            Question = words,
        };
        return await Models.ChatModel("gpt-4o").StreamAsync(request, Ct).ToListAsync(Ct);
    }
}
