using System.Numerics.Tensors;

namespace Fastchat.Retrieval.Embedding;

public sealed class HashingEmbedderTests
{
    private readonly HashingEmbedder _embedder = new();

    private async Task<float[]> EmbedAsync(string text) =>
        (await _embedder.EmbedAsync([text], EmbedKind.Document, TestContext.Current.CancellationToken))[0];

    private async Task<float> CosineAsync(string left, string right)
    {
        var vectors = await _embedder.EmbedAsync([left, right], EmbedKind.Document, TestContext.Current.CancellationToken);
        return TensorPrimitives.Dot<float>(vectors[0], vectors[1]);
    }

    [Fact]
    public async Task Embed_Text_HasTheDimensionsAndLengthOne()
    {
        var vector = await EmbedAsync("The annual leave of employees");

        Assert.Equal(_embedder.Dimensions, vector.Length);
        Assert.Equal(1, TensorPrimitives.Norm<float>(vector), 1e-5);
    }

    [Fact]
    public async Task Embed_TextWithoutWords_IsZero() => Assert.All(await EmbedAsync(" … "), value => Assert.Equal(0, value));

    // Vectors are stored: were they made differently by another process, every index would be worthless.
    [Fact]
    public async Task Embed_SameText_IsTheSameInEveryProcess()
    {
        var vector = await EmbedAsync("Fastchat");

        var expected = vector.Index().Where(entry => entry.Item != 0).Select(entry => entry.Index);
        Assert.Equal(ExpectedDimensions, string.Join(' ', expected));
    }

    private const string ExpectedDimensions = "3 6 12 27 54 101 135 142 188 192 202 203 220 235 261 277 289 333 334 335 377";

    [Theory]
    [InlineData("parental leave policy", "the policy about leave for parents", "database connection pool")]
    [InlineData("Arbeitsspeicher", "Arbeitsspeichermodule", "Blumenbeet")]
    [InlineData("organisation", "organization", "organ")]
    public async Task Embed_RelatedTexts_AreNearerThanOthers(string text, string related, string other) =>
        Assert.True(await CosineAsync(text, related) > await CosineAsync(text, other) + 0.1);
}
