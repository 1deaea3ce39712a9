using System.Numerics.Tensors;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Embeddings;

namespace Fastchat.ModelGateway.BuiltIn;

public sealed class HashingEmbeddingModelTests
{
    private readonly HashingEmbeddingModel _model = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 384)]
    [InlineData(384, 384)]
    [InlineData(64, 64)]
    [InlineData(1, 1)]
    public async Task Embed_Dimensions_AreAsManyAndOfLengthOne(int? asked, int expected)
    {
        var result = await _model.EmbedAsync(new EmbeddingQuery("hashing-384", ["annual leave of employees"], asked), Ct);

        Assert.Equal(expected, result.Vectors[0].Length);
        Assert.Equal(1, TensorPrimitives.Norm<float>(result.Vectors[0]), 1e-5);
    }

    [Fact]
    public async Task Embed_Words_AreItsTokens() =>
        Assert.Equal(5, (await _model.EmbedAsync(new EmbeddingQuery("hashing-384", ["one two three", "four five"]), Ct)).PromptTokens);

    [Theory]
    [InlineData(0)]
    [InlineData(385)]
    public async Task Embed_DimensionsItHasNot_AreRefused(int dimensions)
    {
        var refusal = await Assert.ThrowsAsync<FastchatException>(() => _model.EmbedAsync(new EmbeddingQuery("hashing-384", ["a"], dimensions), Ct));

        Assert.Equal((ErrorReason.InvalidValue, "dimensions"), (refusal.Reason, refusal.Param));
    }
}
