namespace Fastchat.Language;

public sealed class AnalyzerTests
{
    [Fact]
    public void Terms_OfText_AreStemmedInOrderWithStopWords() =>
        Assert.Equal(["the", "run", "of", "the", "comput"], Analyzer.Terms("The running of the computers"));

    [Fact]
    public void Query_Question_LeavesGrammarOutAndWeighsAskingWordsLess()
    {
        var terms = Analyzer.Query("How many days of parental leave are there?");

        Assert.Equal(["how", "mani", "dai", "parent", "leav"], terms.Select(term => term.Text));
        Assert.All(terms.Take(2), term => Assert.InRange(term.Weight, 0.01, 0.5));
        Assert.All(terms.Skip(2), term => Assert.Equal(1, term.Weight));
    }

    [Fact]
    public void Query_OfGrammarOnly_IsTakenAtItsWord() =>
        Assert.Equal(["to", "be", "or", "not"], Analyzer.Query("To be or not to be").Select(term => term.Text));

    // "war" and "die" are grammar in German and subjects in English.
    [Theory]
    [InlineData("When did the war end?", true)]
    [InlineData("Wann war die Gründung der Stadt?", false)]
    public void Query_WordsOfTwoLanguages_AreJudgedByTheQuestions(string question, bool kept) =>
        Assert.Equal(kept, Analyzer.Query(question).Any(term => term.Text == "war"));

    [Fact]
    public void Query_RepeatedWord_CountsOnce() =>
        Assert.Equal(["cat"], Analyzer.Query("cat cats Cat").Select(term => term.Text));
}
