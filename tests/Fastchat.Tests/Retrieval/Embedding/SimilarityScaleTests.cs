namespace Fastchat.Retrieval.Embedding;

public sealed class SimilarityScaleTests
{
    [Theory]
    [InlineData(0.1, 0)]
    [InlineData(0.2, 0)]
    [InlineData(0.4, 0.5)]
    [InlineData(0.6, 1)]
    [InlineData(0.9, 1)]
    public void Score_ReliableModel_ReadsTheCosineAlone(double cosine, double score) =>
        Assert.Equal(score, new SimilarityScale(0.2, 0.6).Score(cosine, lexicalScore: 0.123), 1e-9);

    [Fact]
    public void Score_UnreliableModel_LeansOnTheWords() =>
        Assert.Equal((0.25 * 1) + (0.75 * 0.4), new SimilarityScale(0, 0.5, 0.25).Score(0.5, lexicalScore: 0.4), 1e-9);
}
