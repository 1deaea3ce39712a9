using System.Collections.Frozen;

namespace Fastchat.Language;

/// <summary>
/// Cuts a text into sentences: headings, list items, code and rows by their lines, prose by its stops. A stop does not end
/// a sentence behind an abbreviation, an initial or a number ("Dr. Who", "J. Smith", "No. 5", "3.5"), nor before a small letter.
/// </summary>
internal static class Sentences
{
    private const string Stops = ".!?…。！？｡";
    private const string Closers = "\"'”’»)]」』）】";

    private static readonly FrozenSet<string> Abbreviations =
        """
        mr mrs ms dr prof rev gen col lt sgt capt sr jr st mt vs e.g i.e eg ie cf fig figs no nos vol pp p ch sec art dept
        univ inc ltd co corp approx ca est al jan feb mar apr jun jul aug sep sept oct nov dec
        z.b bzw usw ggf u.a d.h nr str bzgl
        """
        .Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsAbbreviation =
        Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The sentences in order; only white space lies between them.</summary>
    public static List<Sentence> Split(string text)
    {
        var sentences = new List<Sentence>();
        foreach (var block in TextBlocks.Split(text))
        {
            if (block.Kind is SentenceKind.Prose or SentenceKind.ListItem) SplitBlock(text, block, sentences);
            else sentences.Add(new(block.Start, block.End, block.Kind, StartsBlock: true));
        }

        return sentences;
    }

    private static void SplitBlock(string text, TextBlock block, List<Sentence> sentences)
    {
        var start = block.Start;
        var position = block.Kind == SentenceKind.ListItem ? AfterItemMark(text, block) : start;
        while (position < block.End)
        {
            var stop = text.AsSpan(position, block.End - position).IndexOfAny(Stops);
            if (stop < 0) break;
            var end = AfterClosers(text, position + stop, block.End);
            if (EndsSentence(text, position + stop, end, start, block.End))
            {
                sentences.Add(new(start, end, block.Kind, start == block.Start));
                start = end;
                while (start < block.End && char.IsWhiteSpace(text[start])) start++;
            }

            position = Math.Max(end, start);
        }

        if (start < block.End) sentences.Add(new(start, block.End, block.Kind, start == block.Start));
    }

    // The stop of "1." is the item's mark and no end.
    private static int AfterItemMark(string text, TextBlock block) =>
        block.Start + Math.Max(0, text.AsSpan(block.Start, block.End - block.Start).IndexOf(' '));

    // Behind further stops ("?!", "..."), closing quotes and brackets, and an encyclopaedia's "[4]".
    private static int AfterClosers(string text, int stop, int limit)
    {
        var end = stop + 1;
        while (end < limit && (Stops.Contains(text[end]) || Closers.Contains(text[end]))) end++;
        while (end < limit && text[end] == '[')
        {
            var digits = text.AsSpan(end + 1, limit - end - 1).IndexOfAnyExceptInRange('0', '9');
            if (digits < 1 || text[end + 1 + digits] != ']') break;
            end += digits + 2;
        }

        return end;
    }

    private static bool EndsSentence(string text, int stop, int end, int sentenceStart, int limit)
    {
        if (text[stop] is '。' or '！' or '？' or '｡' || end == limit) return true;
        if (!char.IsWhiteSpace(text[end])) return false;
        var next = end;
        while (next < limit && char.IsWhiteSpace(text[next])) next++;
        if (next == limit) return true;
        if (char.IsLower(text[next])) return false;
        return text[stop] != '.' || !IsAbbreviated(text, stop, sentenceStart, text[next]);
    }

    private static bool IsAbbreviated(string text, int stop, int sentenceStart, char next)
    {
        var word = text.AsSpan(sentenceStart, stop - sentenceStart);
        word = word[(word.LastIndexOfAny(" \n\t\u00A0([\"“‘") + 1)..];
        if (word.Length == 1) return char.IsUpper(word[0]);
        // "U.S." and its like; "no." only before a number, for it is a word as well.
        if (word.Length <= 5 && word.Contains('.') && char.IsLetter(word[0])) return true;
        if (word.Equals("no", StringComparison.OrdinalIgnoreCase)) return char.IsAsciiDigit(next);
        return IsAbbreviation.Contains(word);
    }
}
