namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>
/// E-mail addresses: the dot-atom form of RFC 5322, with the letters of all scripts (RFC 6531), at most 64 octets before the
/// at sign and 254 in all (RFC 5321); the domain has a dot, and a last label of letters.
/// </summary>
internal sealed class EmailDetector() : PatternDetector(PiiType.Email, PieceMarks.At)
{
    private const int LongestLocal = 64;
    private const int Longest = 254;

    public override void Find(PiiText text, PiiQuery query, ref Offers offers)
    {
        for (var at = text.From; at < text.To; at++)
        {
            if (text[at] != '@' || StartOf(text, at) is not { } start || EndOf(text, at) is not { } end) continue;
            if (end - start <= Longest) offers.Add(new PiiFinding(PiiType.Email, start, end, 0.95, "email"));
        }
    }

    private static int? StartOf(PiiText text, int at)
    {
        var start = at;

        // Where scripts write no blanks, the words before an address are not part of it.
        var unspaced = at > text.From && TextKind.IsUnspaced(text[at - 1]);
        while (start > text.From && at - start <= LongestLocal && IsLocal(text[start - 1]) && (unspaced || !TextKind.IsUnspaced(text[start - 1]))) start--;
        if (at - start > LongestLocal) return null;
        while (start < at && !char.IsLetterOrDigit(text[start]) && text[start] is not '_') start++;
        return start < at && text[at - 1] != '.' ? start : null;
    }

    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' or '\'' or '!' or '#' or '$' or '&' or '*' or '=' or '?' or '^' or '`' or '~' or '/' || char.IsSurrogate(c);

    private static int? EndOf(PiiText text, int at)
    {
        int? end = null;
        var unspaced = TextKind.IsUnspaced(text[at + 1]);
        for (var label = at + 1; label < text.To;)
        {
            var next = label;
            while (next < text.To && next - label <= 63 && IsLabel(text[next]) && (unspaced || !TextKind.IsUnspaced(text[next]))) next++;
            if (next == label || text[label] == '-') break;

            // The first label alone is no domain; each later one may be the last.
            if (label > at + 1 && IsTop(text.Slice(label, next))) end = next;
            if (text[next] != '.') break;
            label = next + 1;
            unspaced = TextKind.IsUnspaced(text[label]);
        }

        return end;
    }

    private static bool IsLabel(char c) => char.IsLetterOrDigit(c) || c == '-' || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static bool IsTop(ReadOnlySpan<char> label)
    {
        if (label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase)) return true;
        if (label.Length < 2) return false;
        foreach (var c in label)
        {
            if (char.IsAsciiDigit(c) || c == '-') return false;
        }

        return true;
    }
}
