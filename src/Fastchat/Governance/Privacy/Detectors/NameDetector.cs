namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>
/// Names of people: those a tenant listed; a common given name, alone or with the capitalised words after it; capitalised
/// words that are announced, as by "my name is" or "Mrs". Names of places, firms and things that are called after people
/// are none. Written without capitals only listed names are found.
/// </summary>
internal sealed class NameDetector() : PatternDetector(PiiType.Name, PieceMarks.None)
{
    private const int MostWords = 4;

    public override void Find(PiiText text, PiiQuery query, ref Offers offers)
    {
        for (var at = text.From; at < text.To; at++)
        {
            if (!char.IsLetter(text[at]) || text.IsWordAt(at - 1) || text[at - 1] is '@' or '_' or '#' || (text[at - 1] is '.' or '-' or '\'' or '’' && text.IsWordAt(at - 2))) continue;
            if (query.Names.Match(text.Span[(at - text.From)..]) is > 0 and var listed) offers.Add(new PiiFinding(PiiType.Name, at, at + listed, 0.96, "listed_name"));
            if (char.IsUpper(text[at])) Offer(text, at, ref offers);
        }
    }

    private static void Offer(PiiText text, int start, ref Offers offers)
    {
        var first = WordEnd(text, start);
        var word = text.Slice(start, first);
        if (text[first] is '@' or '_' or '/' or '=' || (text[first] == ':' && text[first + 1] != ' ') || char.IsAsciiDigit(text[first]) || NameCues.IsNoName(word)) return;
        var isAnnounced = NameCues.Announce(text.Before(start));
        var isGiven = GivenNames.Has(word, out var isWordToo) || IsDoubleGiven(word);
        if (!isAnnounced && !isGiven) return;
        var (end, words, isThing) = Extend(text, first);
        if (isThing || words > MostWords || !IsEnd(text, end)) return;
        if (isAnnounced) offers.Add(new PiiFinding(PiiType.Name, start, end, 0.86, "announced_name"));
        else if (words > 1 && (!isWordToo || !BeginsSentence(text, start))) offers.Add(new PiiFinding(PiiType.Name, start, end, isWordToo ? 0.6 : 0.8, "full_name"));
        else if (words == 1 && !isWordToo && !IsShouted(word)) offers.Add(new PiiFinding(PiiType.Name, start, end, 0.55, "given_name"));
    }

    // What follows a given name: initials, particles, more names.
    private static (int End, int Words, bool IsThing) Extend(PiiText text, int end)
    {
        var words = 1;
        while (words <= MostWords && text[end] is ' ' or '\u00A0' or '.')
        {
            var next = text[end] == '.' ? end : end + 1;
            if (next == end) break;
            var last = WordEnd(text, next);
            for (var particles = 0; particles < 2 && text[last] == ' ' && IsParticle(text.Slice(next, last)); particles++) last = WordEnd(text, next = last + 1);
            if (last <= next || !char.IsUpper(text[next])) break;
            var word = text.Slice(next, last);
            if (NameCues.IsThing(word)) return (end, words, true);
            if (NameCues.IsNoName(word) || text[last] is '@' or '_' or ':' or '=') break;

            // "J." of "Samuel J. Carter" is a name only between two.
            if (last - next == 1 && text[last] == '.')
            {
                var family = last + 2;
                if (text[last + 1] != ' ' || !char.IsUpper(text[family]) || NameCues.IsNoName(text.Slice(family, WordEnd(text, family)))) break;
                last++;
            }

            end = last;
            words++;
        }

        return (end, words, false);
    }

    private static int WordEnd(PiiText text, int start)
    {
        var end = start;
        while (end < text.To && (char.IsLetter(text[end]) || (text[end] is '-' or '\'' or '’' && end > start && char.IsUpper(text[end + 1])))) end++;
        return end;
    }

    private static bool IsEnd(PiiText text, int end) => !text.IsWordAt(end) && text[end] is not ('@' or '_' or '/' or '=');

    private static bool IsParticle(ReadOnlySpan<char> word) => word is "van" or "von" or "de" or "der" or "den" or "del" or "della" or "di" or "da" or "dos" or "du" or "la" or "le" or "ter" or "bin" or "al" or "el" or "zu" or "af";

    private static bool IsDoubleGiven(ReadOnlySpan<char> word) => word.IndexOf('-') is > 0 and var hyphen && GivenNames.Has(word[..hyphen], out var isWordToo) && !isWordToo;

    private static bool IsShouted(ReadOnlySpan<char> word) => !word.ContainsAnyInRange('a', 'z');

    private static bool BeginsSentence(PiiText text, int start)
    {
        var before = text.Before(start).TrimEnd();
        return before.IsEmpty || before[^1] is '.' or '!' or '?' or ':' or '"' or '“';
    }
}
