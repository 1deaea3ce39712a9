using Fastchat.Language;

namespace Fastchat.Retrieval.Index;

public sealed class LexicalScorerTests
{
    private static readonly Dictionary<string, int> ChunksWith = new() { ["parental"] = 3, ["leave"] = 20, ["company"] = 900 };
    private static readonly CollectionStatistics Statistics = new(1000, 30, ChunksWith);

    private static double Score(string question, string chunk) =>
        new LexicalScorer([.. question.Split(' ').Select(word => new QueryTerm(word, 1))], Statistics).Score(chunk);

    [Fact]
    public void Score_AllRareWordsSideBySide_IsNearOne() =>
        Assert.InRange(Score("parental leave company", "parental leave at the company is parental leave of weeks"), 0.85, 1);

    [Fact]
    public void Score_OneCommonWord_IsNearZero() => Assert.InRange(Score("parental leave company", "the company was founded"), 0.0001, 0.05);

    [Fact]
    public void Score_NoWord_IsZero() => Assert.Equal(0, Score("parental leave", "the company was founded"));

    [Fact]
    public void Score_UnknownWord_CountsAsTheRarest() =>
        Assert.True(Score("parental xylophone", "parental leave") < Score("parental leave", "parental weeks"));

    [Fact]
    public void Score_WordsFarApart_IsLowerThanSideBySide()
    {
        var filler = string.Join(' ', Enumerable.Repeat("other", 40));

        Assert.True(Score("parental leave", $"parental {filler} leave") < Score("parental leave", $"parental leave {filler}"));
    }

    [Fact]
    public void Score_CollectionSmallerThanItsCounts_IsStillANumber() =>
        Assert.InRange(new LexicalScorer([new QueryTerm("a", 1)], new CollectionStatistics(0, 0, new Dictionary<string, int> { ["a"] = 5000 })).Score("a b"), 0, 1);
}
