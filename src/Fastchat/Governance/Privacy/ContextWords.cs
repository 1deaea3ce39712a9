using System.Buffers;

namespace Fastchat.Governance.Privacy;

/// <summary>Words that say what the number after them is, in any case.</summary>
internal sealed class ContextWords
{
    // Longer words are heard within others too: "mypassportnumberis". Shorter ones would be heard everywhere.
    private const int LongEnough = 6;

    private readonly string[] _words;

    // Finds out in one go that none of the words is there, which is what is asked most.
    private readonly SearchValues<string> _any;

    public ContextWords(params string[] words)
    {
        _words = words;
        _any = SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether one of the words is in a text.</summary>
    public bool AreIn(ReadOnlySpan<char> text)
    {
        var first = text.IndexOfAny(_any);
        if (first < 0) return false;

        // A little before, for the boundary of the word that was found.
        text = text[Math.Max(0, first - 1)..];
        foreach (var word in _words)
        {
            if (IsIn(text, word)) return true;
        }

        return false;
    }

    private static bool IsIn(ReadOnlySpan<char> text, string word)
    {
        for (var from = 0; text[from..].IndexOf(word, StringComparison.OrdinalIgnoreCase) is >= 0 and var found;)
        {
            var at = from + found;
            from = at + 1;
            if (IsInMask(text, at)) continue;
            if (word.Length >= LongEnough || !char.IsAscii(word[0])) return true;
            var end = at + word.Length;

            // "phones" says as much as "phone".
            if (end < text.Length && text[end] is 's' or 'S') end++;
            if ((at == 0 || !char.IsLetter(text[at - 1])) && (end >= text.Length || !char.IsLetter(text[end]))) return true;
        }

        return false;
    }

    // What has been put in the place of data says nothing of the numbers behind it: [PHONE], [DATE_OF_BIRTH].
    private static bool IsInMask(ReadOnlySpan<char> text, int at)
    {
        while (at > 0 && (char.IsAsciiLetterUpper(text[at]) || text[at] == '_')) at--;
        return text[at] == '[';
    }
}
