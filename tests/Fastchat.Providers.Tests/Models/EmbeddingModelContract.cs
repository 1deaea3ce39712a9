using Fastchat.ModelGateway.Embeddings;

namespace Fastchat.Providers.Models;

/// <summary>What every embedding model owes. Inherited by the tests of each.</summary>
public abstract class EmbeddingModelContract
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract IEmbeddingModel Model { get; }

    [Fact]
    public async Task Embed_Texts_HaveAVectorEachInTheirOrder()
    {
        string[] texts = ["one", "another text", "a third", "and one more", "one"];

        var together = await Model.EmbedAsync(new EmbeddingQuery("any", texts), Ct);

        Assert.Equal(texts.Length, together.Vectors.Count);
        Assert.All(together.Vectors, v => Assert.Equal(together.Vectors[0].Length, v.Length));
        Assert.All(together.Vectors, v => Assert.All(v, number => Assert.True(float.IsFinite(number))));
        Assert.Equal(together.Vectors[0], together.Vectors[4]);
        for (var i = 0; i < texts.Length; i++)
        {
            var alone = await Model.EmbedAsync(new EmbeddingQuery("any", [texts[i]]), Ct);
            Assert.Equal(alone.Vectors[0], together.Vectors[i]);
        }
    }

    [Fact]
    public async Task Embed_Cancelled_Ends()
    {
        using var caller = new CancellationTokenSource();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Model.EmbedAsync(new EmbeddingQuery("any", ["a"]), caller.Token));
    }
}
