using System.Net;

namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>
/// Addresses of the Internet Protocol: four decimal bytes without leading noughts, and the forms of RFC 4291. Those that
/// point to the machine itself or to none belong to nobody. Four numbers behind a word for versions are a version.
/// </summary>
internal sealed class IpAddressDetector() : PatternDetector(PiiType.IpAddress, PieceMarks.Digit)
{
    private const int Longest = 45;
    private static readonly ContextWords Versions = new("version", "release", "build", "ver");

    public override void Find(PiiText text, PiiQuery query, ref Offers offers)
    {
        for (var at = text.From; at < text.To; at++)
        {
            if (!IsPart(text[at]) || IsPart(text[at - 1]) || text.IsWordAt(at - 1)) continue;
            var end = at;
            while (end < text.To && end - at <= Longest && IsPart(text[end])) end++;
            var next = end;

            // What ends a sentence, or a name of a port, is not the address's.
            while (end > at && text[end - 1] is '.' or ':' && text[end - 2] != ':') end--;
            if (!text.IsWordAt(next) && IsAddress(text, at, ref end)) offers.Add(new PiiFinding(PiiType.IpAddress, at, end, 0.9, "ip_address"));
            at = next;
        }
    }

    private static bool IsPart(char c) => char.IsAsciiHexDigit(c) || c is '.' or ':';

    private static bool IsAddress(PiiText text, int start, ref int end)
    {
        var word = text.Slice(start, end);
        if (word.Count('.') == 3 && word.IndexOf(':') is > 0 and var port && word[port..].Count(':') == 1)
        {
            word = word[..port];
            end = start + port;
        }

        if (!(word.Contains(':') ? IsVersion6(word) : IsVersion4(word) && !text.Says(Versions, start))) return false;
        return IPAddress.TryParse(word, out var address) && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);
    }

    private static bool IsVersion4(ReadOnlySpan<char> word)
    {
        var parts = 0;
        foreach (var part in word.Split('.'))
        {
            var digits = word[part];
            if (digits.Length is 0 or > 3 || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0') || CheckDigits.Number(digits) > 255) return false;
            parts++;
        }

        return parts == 4;
    }

    // "a::b" is more often a name in a program: an address has three groups at least.
    private static bool IsVersion6(ReadOnlySpan<char> word)
    {
        var groups = 0;
        foreach (var part in word.Split(':')) groups += word[part].Length > 0 ? 1 : 0;
        return word.Count(':') >= 2 && groups >= 3 && word.IndexOfAnyInRange('0', '9') >= 0;
    }
}
