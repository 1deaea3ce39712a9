using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Language;

namespace Fastchat.Chat.Citations;

/// <summary>
/// Whether a passage can be what a statement rests on. Only what is beyond doubt is denied: a statement of several words that say
/// something, of which the passage, in the same language, has not one. Whoever answers in another language than the documents'
/// shares no words with them, and is believed.
/// </summary>
internal static class CitationSupport
{
    // Of fewer words ("Yes, it does.") nothing follows.
    private const int EnoughTerms = 5;

    private const char LastLatin = '\u024f';

    /// <summary>Whether it can.</summary>
    /// <param name="passage">The passage.</param>
    /// <param name="claim">The statement.</param>
    public static bool Has(Passage passage, string claim)
    {
        var terms = Analyzer.Query(claim);
        if (terms.Count < EnoughTerms) return true;
        var said = Analyzer.Terms($"{passage.Filename} {passage.Text}").ToHashSet(StringComparer.Ordinal);
        return terms.Any(t => said.Contains(t.Text)) || !IsSameLanguage(claim, passage.Text);
    }

    private static bool IsSameLanguage(string one, string other) =>
        IsLatin(one) == IsLatin(other) && ReferenceEquals(StopWords.For(Words.Of(one)), StopWords.For(Words.Of(other)));

    private static bool IsLatin(string text)
    {
        var (latin, letters) = (0, 0);
        foreach (var character in text)
        {
            if (!char.IsLetter(character)) continue;
            letters++;
            if (character <= LastLatin) latin++;
        }

        return latin * 2 >= letters;
    }
}
