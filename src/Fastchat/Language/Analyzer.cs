namespace Fastchat.Language;

/// <summary>
/// Turns text into terms: words without case, marks and endings. The same analysis is used wherever words are
/// compared, so that what one room finds another can point at.
/// </summary>
internal static class Analyzer
{
    // Enough to steer a choice between passages about the same thing, too little to make one on its own.
    private const double AskingWeight = 0.3;

    /// <summary>All terms of a text in order, stop words included.</summary>
    public static List<string> Terms(ReadOnlySpan<char> text)
    {
        var terms = new List<string>();
        Span<char> stem = stackalloc char[WordReader.MaxLength];
        var reader = new WordReader(text);
        while (reader.Read())
        {
            reader.Current.CopyTo(stem);
            terms.Add(stem[..Stemmer.Stem(stem[..reader.Current.Length])].ToString());
        }

        return terms;
    }

    /// <summary>
    /// The different terms of a question, weighted by what they say about its subject. A question of nothing but words
    /// of grammar is taken at its word.
    /// </summary>
    public static IReadOnlyList<QueryTerm> Query(string question)
    {
        var words = Words.Of(question);
        var stopWords = StopWords.For(words);
        var terms = Weighted(words.Where(word => !stopWords.IsGrammar(word)), stopWords);
        return terms.Count > 0 ? terms : Weighted(words, stopWords);
    }

    private static List<QueryTerm> Weighted(IEnumerable<string> words, StopWords stopWords) =>
        [.. words
            .Select(word => new QueryTerm(Stemmer.Stem(word), stopWords.IsAsking(word) ? AskingWeight : 1))
            .GroupBy(term => term.Text, (_, same) => same.MaxBy(term => term.Weight))];
}
