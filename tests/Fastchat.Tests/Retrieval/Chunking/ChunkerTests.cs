using Fastchat.Foundation;

namespace Fastchat.Retrieval.Chunking;

public sealed class ChunkerTests
{
    private static readonly ChunkingPolicy Small = new(100, 20);

    [Fact]
    public void Split_AnyDocument_GivesExactRangesThatCoverItWithinTheSize()
    {
        var random = new Random(7);
        string[] pieces = ["word ", "Sentence. ", "Longer, ", "\n", "\n\n", "# Heading\n", "- item\n", "字", "😀", "é", "x", "一句话。", " ", "e\u0301", new('q', 90)];
        for (var round = 0; round < 300; round++)
        {
            var pages = Enumerable.Range(1, random.Next(1, 4)).Select(number => new TextPage(
                number, string.Concat(Enumerable.Range(0, random.Next(1200)).Select(_ => pieces[random.Next(pieces.Length)])))).ToArray();
            var policy = new ChunkingPolicy(random.Next(100, 200), random.Next(0, 51));
            var runes = string.Join('\f', pages.Select(page => page.Text)).EnumerateRunes().Select(rune => rune.ToString()).ToArray();

            var chunks = Chunker.Split(pages, policy);

            var covered = new bool[runes.Length];
            for (var i = 0; i < chunks.Count; i++)
            {
                Assert.Equal(i, chunks[i].Ordinal);
                Assert.Equal(string.Concat(runes[chunks[i].Start..chunks[i].End]), chunks[i].Text);
                Assert.InRange(chunks[i].Text.Length, 1, policy.MaxTokens * 4);
                Assert.DoesNotContain('\f', chunks[i].Text);
                Array.Fill(covered, true, chunks[i].Start, chunks[i].End - chunks[i].Start);
            }

            Assert.All(runes.Zip(covered), rune => Assert.True(rune.Second || string.IsNullOrWhiteSpace(rune.First)));
            Assert.All(chunks.Zip(chunks.Skip(1)), pair => Assert.True(pair.Second.Start > pair.First.Start));
            Assert.All(chunks.Zip(chunks.Skip(1)), pair => Assert.InRange(pair.First.End - pair.Second.Start, int.MinValue, policy.OverlapTokens * 4));
        }
    }

    [Fact]
    public void Split_Pages_KeepsTheirNumbersAndCountsTheFormFeed()
    {
        var chunks = Chunker.Split([new TextPage(1, "One."), new TextPage(2, "Two.")], Small);

        Assert.Equal([(1, 0, 4), (2, 5, 9)], chunks.Select(chunk => (chunk.Page!.Value, chunk.Start, chunk.End)));
    }

    [Fact]
    public void Split_Headings_BeginChunksAndRepeatNothing()
    {
        var section = string.Concat(Enumerable.Repeat("This is a sentence of the section. ", 6));
        var chunks = Chunker.Split([new TextPage(null, $"# First\n\n{section}\n\n# Second\n\n{section}")], Small);

        Assert.Equal(2, chunks.Count);
        Assert.StartsWith("# First", chunks[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("# Second", chunks[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_LongSection_RepeatsWholeSentencesAndRemembersItsHeading()
    {
        var section = string.Join(' ', Enumerable.Range(1, 40).Select(number => $"Sentence number {number} says something."));
        var chunks = Chunker.Split([new TextPage(null, $"# Parental leave\n\n{section}")], Small);

        Assert.True(chunks.Count > 3);
        Assert.Null(chunks[0].Heading);
        Assert.All(chunks.Skip(1), chunk => Assert.Equal("Parental leave", chunk.Heading));
        Assert.All(chunks, chunk => Assert.EndsWith(".", chunk.Text, StringComparison.Ordinal));
        Assert.All(chunks.Skip(1), chunk => Assert.StartsWith("Sentence number", chunk.Text, StringComparison.Ordinal));
        Assert.All(chunks.Zip(chunks.Skip(1)), pair => Assert.True(pair.Second.Start < pair.First.End));
    }

    [Fact]
    public void Split_WhiteSpace_HasNoChunks() => Assert.Empty(Chunker.Split([new TextPage(1, " \n\n "), new TextPage(2, "")], Small));

    [Theory]
    [InlineData(99, 0)]
    [InlineData(4097, 0)]
    [InlineData(400, 201)]
    [InlineData(400, -1)]
    public void Split_ImpossiblePolicy_IsRefused(int maxTokens, int overlap) =>
        Assert.Throws<FastchatException>(() => Chunker.Split([new TextPage(null, "text")], new ChunkingPolicy(maxTokens, overlap)));
}
