using Fastchat.ModelGateway.Reranking;

namespace Fastchat.Providers.Models;

/// <summary>What every reranker owes. Inherited by the tests of each.</summary>
public abstract class RerankerContract
{
    protected static readonly string[] Texts = ["Bread is baked in an oven.", "Zebras live in the savanna of Africa.", "Trains run on rails."];

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract IReranker Reranker { get; }

    [Fact]
    public async Task Rerank_Texts_AreEachRankedOnceBestFirst()
    {
        var ranks = (await Reranker.RerankAsync(new RerankQuery("any", "Where do zebras live?", Texts), Ct)).Ranks;

        Assert.Equal([0, 1, 2], ranks.Select(r => r.Index).Order());
        Assert.Equal(1, ranks[0].Index);
        Assert.Equal(ranks.Select(r => r.Score).OrderDescending(), ranks.Select(r => r.Score));
        Assert.All(ranks, r => Assert.InRange(r.Score, 0, 1));
    }

    [Fact]
    public async Task Rerank_Top_IsOnlyTheBest()
    {
        var rank = Assert.Single((await Reranker.RerankAsync(new RerankQuery("any", "Where do zebras live?", Texts, Top: 1), Ct)).Ranks);

        Assert.Equal(1, rank.Index);
    }
}
