using System.Collections.Frozen;

namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>International bank account numbers: ISO 13616, the lengths of SWIFT's registry, check digits by MOD 97-10; with or without blanks.</summary>
internal sealed class IbanDetector() : PatternDetector(PiiType.Iban, PieceMarks.Digit)
{
    private const int Longest = 34;

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Lengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 " +
        "HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 " +
        "QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30")
        .Split(' ').ToFrozenDictionary(e => e[..2], e => int.Parse(e.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture)).GetAlternateLookup<ReadOnlySpan<char>>();

    public override void Find(PiiText text, PiiQuery query, ref Offers offers)
    {
        for (var at = text.From; at + 4 < text.To; at++)
        {
            if (!char.IsAsciiLetter(text[at]) || !char.IsAsciiLetter(text[at + 1]) || !char.IsAsciiDigit(text[at + 2]) || text.IsWordAt(at - 1)) continue;
            if (Read(text, at) is > 0 and var end) offers.Add(new PiiFinding(PiiType.Iban, at, end, 0.98, "iban"));
        }
    }

    private static int Read(PiiText text, int start)
    {
        Span<char> country = [char.ToUpperInvariant(text[start]), char.ToUpperInvariant(text[start + 1])];
        if (!Lengths.TryGetValue(country, out var length)) return 0;
        Span<char> number = stackalloc char[Longest];
        var (count, end) = (0, start);
        while (count < length)
        {
            if (char.IsAsciiLetterOrDigit(text[end])) number[count++] = char.ToUpperInvariant(text[end++]);
            else if (count > 0 && text[end] is ' ' or '-' or '\u00A0' && char.IsAsciiLetterOrDigit(text[end + 1])) end++;
            else return 0;
        }

        if (text.IsWordAt(end) || !char.IsAsciiDigit(number[3])) return 0;
        return CheckDigits.Mod97(number[..4], CheckDigits.Mod97(number[4..count])) == 1 ? end : 0;
    }
}
