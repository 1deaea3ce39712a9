using Fastchat.ModelGateway.Embeddings;
using Microsoft.Extensions.AI;

namespace Fastchat.Providers.ChatClients;

public sealed class GatewayEmbeddingGeneratorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generate_Texts_AreEmbedded()
    {
        using var generator = new GatewayEmbeddingGenerator(new Lengths(), "m");

        var embeddings = await generator.GenerateAsync(["a", "bb"], new EmbeddingGenerationOptions { Dimensions = 3 }, Ct);

        Assert.Equal([[1f, 0, 0], [2f, 0, 0]], embeddings.Select(e => e.Vector.ToArray()));
        Assert.Equal((2L, "m"), (embeddings.Usage!.InputTokenCount, embeddings[0].ModelId));
    }

    [Fact]
    public async Task Generate_Nothing_AsksNobody()
    {
        using var generator = new GatewayEmbeddingGenerator(new Lengths(), "m");

        Assert.Empty(await generator.GenerateAsync([], cancellationToken: Ct));
    }

    private sealed class Lengths : IEmbeddingModel
    {
        public Task<EmbeddingResult> EmbedAsync(EmbeddingQuery query, CancellationToken cancellationToken)
        {
            Assert.NotEmpty(query.Texts);
            return Task.FromResult(new EmbeddingResult([.. query.Texts.Select(t => { var vector = new float[query.Dimensions ?? 2]; vector[0] = t.Length; return vector; })], query.Texts.Count));
        }
    }
}
