using Fastchat.Retrieval.Embedding;

namespace Fastchat.Providers.Embedding;

/// <summary>What every embedder owes. Inherited by the tests of each.</summary>
public abstract class EmbedderContract
{
    private static readonly string[] Texts = ["Zebras live in Africa.", "日本の首都は東京です。", "x", new('w', 20_000)];

    protected abstract IEmbedder Embedder { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(EmbedKind.Document)]
    [InlineData(EmbedKind.Query)]
    public async Task Embed_Texts_AreVectorsOfLengthOne(EmbedKind kind)
    {
        var vectors = await Embedder.EmbedAsync(Texts, kind, Ct);

        Assert.Equal(Texts.Length, vectors.Length);
        Assert.All(vectors, vector =>
        {
            Assert.Equal(Embedder.Dimensions, vector.Length);
            Assert.Equal(1, vector.Sum(x => (double)x * x), 1e-3);
        });
    }

    [Fact]
    public async Task Embed_TextWithoutWords_IsAllZeros() =>
        Assert.All((await Embedder.EmbedAsync(["", " \n "], EmbedKind.Document, Ct)).SelectMany(v => v), x => Assert.Equal(0, x));

    [Fact]
    public async Task Embed_NoTexts_IsNothing() => Assert.Empty(await Embedder.EmbedAsync([], EmbedKind.Document, Ct));

    [Fact]
    public async Task Embed_Batch_IsAsEachAlone()
    {
        var together = await Embedder.EmbedAsync(Texts, EmbedKind.Document, Ct);

        for (var i = 0; i < Texts.Length; i++) Assert.Equal((await Embedder.EmbedAsync([Texts[i]], EmbedKind.Document, Ct))[0], together[i]);
    }

    [Fact]
    public async Task Embed_ManyAtOnce_AreAlike()
    {
        var alone = await Embedder.EmbedAsync(Texts, EmbedKind.Document, Ct);

        var many = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Embedder.EmbedAsync(Texts, EmbedKind.Document, Ct), Ct)));

        Assert.All(many, vectors => Assert.Equal(alone, vectors));
    }

    [Fact]
    public async Task Embed_QuestionAndItsAnswer_AreCloserThanStrangers()
    {
        var question = (await Embedder.EmbedAsync(["Where do zebras live?"], EmbedKind.Query, Ct))[0];
        var passages = await Embedder.EmbedAsync(["Zebras live in the savanna.", "Receipts are handed in within thirty days."], EmbedKind.Document, Ct);

        Assert.True(Cosine(question, passages[0]) > Cosine(question, passages[1]));
    }

    [Fact]
    public void Describe_Embedder_HasANameAndAScale()
    {
        Assert.NotEmpty(Embedder.Name);
        Assert.True(Embedder.Scale.Same > Embedder.Scale.Unrelated);
        Assert.InRange(Embedder.Scale.Reliability, 0, 1);
    }

    private static double Cosine(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
