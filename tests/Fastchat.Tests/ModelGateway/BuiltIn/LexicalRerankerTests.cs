using Fastchat.ModelGateway.Reranking;

namespace Fastchat.ModelGateway.BuiltIn;

public sealed class LexicalRerankerTests
{
    private readonly LexicalReranker _reranker = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rerank_Texts_AreOrderedByTheWordsTheyShare()
    {
        var ranks = await RankAsync("Where do zebras live?", "Bread is baked in an oven.", "Zebras live in the savanna of Africa.", "A zebra has stripes.", "Trains run on rails.");

        Assert.Equal([1, 2, 0, 3], ranks.Select(r => r.Index));
        Assert.True(ranks[0].Score > ranks[1].Score && ranks[1].Score > 0);
        Assert.Equal([0d, 0d], ranks.Skip(2).Select(r => r.Score));
        Assert.All(ranks, r => Assert.InRange(r.Score, 0, 1));
    }

    [Fact]
    public async Task Rerank_RareWords_WeighMoreThanFrequentOnes()
    {
        var ranks = await RankAsync("server certificate", "The server is up.", "The server is down.", "Another server starts.", "The certificate is valid.");

        Assert.Equal(3, ranks[0].Index);
    }

    [Fact]
    public async Task Rerank_WordInALongText_SaysLessThanInAShortOne()
    {
        var ranks = await RankAsync("lighthouse", $"The lighthouse. {string.Join(' ', Enumerable.Repeat("Something else entirely.", 50))}", "The lighthouse stands.");

        Assert.Equal([1, 0], ranks.Select(r => r.Index));
    }

    [Theory]
    [InlineData("…")]
    [InlineData("nothing of that kind")]
    public async Task Rerank_NothingShared_KeepsTheOrder(string question)
    {
        var ranks = await RankAsync(question, "Zebras.", "Otters.", "");

        Assert.Equal([(0, 0d), (1, 0d), (2, 0d)], ranks.Select(r => (r.Index, r.Score)));
    }

    [Fact]
    public async Task Rerank_Top_IsOnlyTheBest() =>
        Assert.Equal([1], (await _reranker.RerankAsync(new RerankQuery("lexical", "otters", ["Zebras.", "Otters."], Top: 1), Ct)).Ranks.Select(r => r.Index));

    [Fact]
    public async Task Rerank_Words_AreItsTokens() =>
        Assert.Equal(4, (await _reranker.RerankAsync(new RerankQuery("lexical", "otters", ["Zebras.", "Otters swim."]), Ct)).PromptTokens);

    private async Task<IReadOnlyList<TextRank>> RankAsync(string question, params string[] texts) =>
        (await _reranker.RerankAsync(new RerankQuery("lexical", question, texts), Ct)).Ranks;
}
