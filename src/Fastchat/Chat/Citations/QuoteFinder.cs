using System.Text.RegularExpressions;
using Fastchat.Language;

namespace Fastchat.Chat.Citations;

/// <summary>Finds the words of a passage that a statement rests on.</summary>
internal static partial class QuoteFinder
{
    /// <summary>
    /// The range of the passage that the claim quotes, where it quotes; otherwise the sentence that shares most words with
    /// the claim's last sentence; the whole passage when none shares any.
    /// </summary>
    public static (int Start, int End) Find(string passage, string claim)
    {
        var said = claim.Trim();
        if (said.Length > 0 && Quoted(passage, said) is { } quoted) return quoted;
        var last = Sentences.Split(said) is [.., var sentence] ? sentence.In(said) : said;
        if (last.Length > 0 && Quoted(passage, last.ToString()) is { } quotedLast) return quotedLast;

        // Words of grammar are in every sentence: sharing them says nothing.
        var wanted = Analyzer.Query(last.ToString()).Select(t => t.Text).ToHashSet(StringComparer.Ordinal);
        var best = (Start: 0, End: passage.Length);
        var most = 0d;
        foreach (var candidate in Sentences.Split(passage))
        {
            var terms = Analyzer.Terms(candidate.In(passage));
            if (terms.Count == 0) continue;

            // Shared words count, and a long sentence does not win by its length alone.
            var score = terms.Distinct(StringComparer.Ordinal).Count(wanted.Contains) / Math.Sqrt(terms.Count + 8);
            if (score <= most) continue;
            most = score;
            best = (candidate.Start, candidate.End);
        }

        return best;
    }

    // Words in the same order, whatever blanks and line ends stand between them.
    private static (int Start, int End)? Quoted(string passage, string words)
    {
        var exact = passage.IndexOf(words, StringComparison.Ordinal);
        if (exact >= 0) return (exact, exact + words.Length);
        var parts = Blanks().Split(words);
        if (parts.Length < 3) return null;
        var match = Regex.Match(passage, string.Join(@"\s+", parts.Select(Regex.Escape)), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        return match.Success ? (match.Index, match.Index + match.Length) : null;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
