using System.Numerics.Tensors;

namespace Fastchat.Retrieval.Index;

public sealed class QuantizedVectorsTests
{
    // 37 is no multiple of any register's width.
    [Theory]
    [InlineData(37)]
    [InlineData(384)]
    public void Similarity_OfQuantized_IsAboutTheDotProduct(int dimensions)
    {
        var random = new Random(3);
        for (var round = 0; round < 100; round++)
        {
            var left = Enumerable.Range(0, dimensions).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();
            var right = Enumerable.Range(0, dimensions).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();
            var leftCodes = new sbyte[dimensions];
            var rightCodes = new sbyte[dimensions];
            var leftScale = QuantizedVectors.Quantize(left, leftCodes);
            var rightScale = QuantizedVectors.Quantize(right, rightCodes);

            var similarity = new QuantizedVectors("d", dimensions, [1], leftCodes, [leftScale], 0).Similarity(0, rightCodes) * rightScale;

            Assert.Equal(TensorPrimitives.Dot<float>(left, right), similarity, 0.02f * MathF.Sqrt(dimensions));
        }
    }

    // The widest sums that the short accumulators must hold.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, -1)]
    public void Similarity_OfExtremes_DoesNotOverflow(float left, float right)
    {
        var leftCodes = new sbyte[384];
        var rightCodes = new sbyte[384];
        var leftScale = QuantizedVectors.Quantize(Enumerable.Repeat(left, 384).ToArray(), leftCodes);
        var rightScale = QuantizedVectors.Quantize(Enumerable.Repeat(right, 384).ToArray(), rightCodes);

        Assert.Equal(384 * left * right, new QuantizedVectors("d", 384, [1], leftCodes, [leftScale], 0).Similarity(0, rightCodes) * rightScale, 0.01f);
    }

    [Fact]
    public void Quantize_Zero_HasNoScale() => Assert.Equal(0, QuantizedVectors.Quantize(new float[8], new sbyte[8]));
}
