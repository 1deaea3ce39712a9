using System.Collections.Frozen;

namespace Fastchat.Governance.Privacy;

/// <summary>
/// Cuts a growing text where no personal data can be cut. Words in lower case hold none and are passed by; capitalised
/// words, and those with digits or an at sign, stay together while little but blanks stands between them. Where a piece ends
/// depends on the text alone and never on how it arrived: that is why an answer is masked alike however it was streamed.
/// </summary>
internal static class Segments
{
    /// <summary>The longest piece of personal data, in UTF-16 units: an e-mail address may have 254.</summary>
    public const int LongestFinding = 256;

    /// <summary>The most text that is held back.</summary>
    public const int Window = 2 * LongestFinding;

    private const int WidestLink = 3;

    // Lower case words within names, dates and telephone numbers.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Linkers = new[]
    {
        "van", "von", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le", "ter", "ten", "bin", "binti", "al", "el", "af", "zu", "y", "e", "st", "nd", "rd", "th", "of", "ext", "ext.", "x", "extension",
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
        "januar", "februar", "märz", "mai", "juni", "juli", "oktober", "dezember", "janvier", "février", "mars", "avril", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre", "gennaio", "febbraio", "aprile", "maggio", "giugno", "luglio", "settembre", "ottobre", "dicembre",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The first piece of a text.</summary>
    public static PiiPiece Next(ReadOnlySpan<char> pending, bool isEnd, NameList names)
    {
        var dull = SkipDull(pending, isEnd, names);
        return dull > 0 ? PiiPiece.Whole(dull, isDull: true) : Cluster(pending, isEnd, names);
    }

    private static int SkipDull(ReadOnlySpan<char> text, bool isEnd, NameList names)
    {
        var dull = 0;
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            while (start < text.Length && !TextKind.IsWord(text[start])) start++;
            var end = WordEnd(text[..Math.Min(text.Length, start + Window)], start);

            // At the end of what is known a word may go on, and blanks may belong to the next one. A word without end is looked
            // at in windows.
            if ((end == text.Length && !isEnd) || end - start == Window) return dull > 0 ? dull : KeepBlanks(text, start);
            if (IsLive(text[start..end], names)) return dull > 0 ? dull : KeepBlanks(text, start);
            dull = at = end;
        }

        return dull;
    }

    // What stands between words belongs to the word after it as far as it links: a parenthesis begins many a number.
    private static int KeepBlanks(ReadOnlySpan<char> text, int start)
    {
        var from = start;
        while (from > 0 && start - from < WidestLink && TextKind.IsLink(text[from - 1])) from--;
        return from;
    }

    private static PiiPiece Cluster(ReadOnlySpan<char> text, bool isEnd, NameList names)
    {
        if (text.Length >= Window)
        {
            text = text[..Window];
            isEnd = false;
        }

        var end = 0;
        while (true)
        {
            var start = end;
            while (start < text.Length && TextKind.IsLink(text[start]) && start - end <= WidestLink) start++;
            if (start < text.Length && (!TextKind.IsWord(text[start]) || start - end > WidestLink) && end > 0) return PiiPiece.Whole(end);
            var next = WordEnd(text, start);
            if (next == text.Length) return isEnd ? PiiPiece.Whole(next) : Full(text);
            if (end > 0 && !IsLive(text[start..next], names) && !IsLinker(text[start..next])) return PiiPiece.Whole(end);
            end = next;
        }
    }

    // No place to cut was found in all that may be held back: what begins in its first half is seen whole.
    private static PiiPiece Full(ReadOnlySpan<char> text)
    {
        if (text.Length < Window) return PiiPiece.None;
        return new PiiPiece(Window, char.IsHighSurrogate(text[LongestFinding - 1]) ? LongestFinding - 1 : LongestFinding);
    }

    private static int WordEnd(ReadOnlySpan<char> text, int start)
    {
        while (start < text.Length && TextKind.IsWord(text[start])) start++;
        return start;
    }

    private static bool IsLive(ReadOnlySpan<char> word, NameList names)
    {
        foreach (var c in word)
        {
            if (c is '@' || char.IsAsciiDigit(c) || char.IsUpper(c)) return true;
        }

        return names.HasWord(word);
    }

    // Hyphens and the like between two numbers are no word of their own.
    private static bool IsLinker(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (char.IsLetter(c)) return Linkers.Contains(word);
        }

        return true;
    }
}
