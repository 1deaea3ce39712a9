namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>User and password in an address: the userinfo of RFC 3986, section 3.2.1, when it has a password.</summary>
internal sealed class UrlCredentialsDetector() : PatternDetector(PiiType.Credentials, PieceMarks.At | PieceMarks.Colon)
{
    public override void Find(PiiText text, PiiQuery query, ref Offers offers)
    {
        var span = text.Span;
        for (var from = 0; span[from..].IndexOf("://") is >= 0 and var found;)
        {
            var start = from + found + 3;
            from = start;
            if (found == 0 || !char.IsAsciiLetterOrDigit(span[start - 4])) continue;
            var (colon, end) = Read(span, start);
            if (colon > start && end > colon + 1) offers.Add(new PiiFinding(PiiType.Credentials, text.From + start, text.From + end, 0.99, "url_credentials"));
        }
    }

    // The last at sign before the path ends the password: people forget to encode it.
    private static (int Colon, int End) Read(ReadOnlySpan<char> span, int start)
    {
        var (colon, end) = (-1, -1);
        for (var i = start; i < span.Length && i - start <= Segments.LongestFinding && span[i] is not '/' and not '?' and not '#' && TextKind.IsWord(span[i]); i++)
        {
            if (span[i] == ':' && colon < 0) colon = i;
            if (span[i] == '@') end = i;
        }

        return colon >= 0 && colon < end ? (colon, end) : (-1, -1);
    }
}
