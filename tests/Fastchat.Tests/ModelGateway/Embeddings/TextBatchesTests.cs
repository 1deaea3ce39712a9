namespace Fastchat.ModelGateway.Embeddings;

public sealed class TextBatchesTests
{
    [Fact]
    public void Of_ManyTexts_IsSplitByCount() =>
        Assert.Equal([[0, 1], [2, 3], [4]], TextBatches.Of(["a", "b", "c", "d", "e"], [0, 1, 2, 3, 4], most: 2));

    [Fact]
    public void Of_SomeOfTheTexts_HoldsTheirPlaces() => Assert.Equal([[1, 4]], TextBatches.Of(["a", "b", "c", "d", "e"], [1, 4], most: 9));

    [Fact]
    public void Of_LongTexts_IsSplitByBytes()
    {
        string[] texts = [new('a', 200_000), new('é', 50_000), "c", new('d', 400_000), "e"];

        Assert.Equal([[0], [1, 2], [3], [4]], TextBatches.Of(texts, [0, 1, 2, 3, 4], most: 9));
    }

    [Fact]
    public void Of_Nothing_IsNothing() => Assert.Empty(TextBatches.Of(["a"], [], most: 9));
}
