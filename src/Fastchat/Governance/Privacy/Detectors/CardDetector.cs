namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>
/// Numbers of payment cards: ISO/IEC 7812, 13 to 19 digits in a row or in groups, with Luhn's check digit, of a range and a
/// length that a network issues.
/// </summary>
internal sealed class CardDetector() : PatternDetector(PiiType.Card, PieceMarks.Digit)
{
    private const int Longest = 19;
    private const int Shortest = 13;

    public override void Find(PiiText text, PiiQuery query, ref Offers offers)
    {
        for (var at = text.From; at < text.To; at++)
        {
            if (char.IsAsciiDigit(text[at]) && IsStart(text, at) && Read(text, at) is > 0 and var end)
                offers.Add(new PiiFinding(PiiType.Card, at, end, 0.97, "card"));
        }
    }

    private static bool IsStart(PiiText text, int at) => !text.IsWordAt(at - 1) && !(text[at - 1] is '.' or '-' && char.IsAsciiDigit(text[at - 2]));

    // A number may be followed by others, such as the month it ends: the longest good one counts.
    private static int Read(PiiText text, int start)
    {
        Span<char> digits = stackalloc char[Longest];
        var (count, end, good) = (0, start, 0);
        while (count < Longest && char.IsAsciiDigit(text[end]))
        {
            digits[count++] = text[end++];
            if (char.IsAsciiDigit(text[end])) continue;
            if (count >= Shortest && !char.IsLetter(text[end]) && IsCard(digits[..count])) good = end;

            // Groups begin with one of four digits and are divided by one blank or hyphen.
            if (end - start < 4 || (end - start == count && count is not 4 and < Shortest)) break;
            if (text[end] is ' ' or '-' or '\u00A0' && char.IsAsciiDigit(text[end + 1])) end++;
        }

        return good;
    }

    private static bool IsCard(ReadOnlySpan<char> digits) => IsIssued(digits) && CheckDigits.Luhn(digits) && !CheckDigits.AllSame(digits);

    private static bool IsIssued(ReadOnlySpan<char> digits)
    {
        var prefix = (int)CheckDigits.Number(digits[..6]);
        var length = digits.Length;
        return (prefix / 10000) switch
        {
            34 or 37 => length == 15,
            36 or 38 or 39 => length is >= 14 and <= 19,
            35 => prefix / 100 is >= 3528 and <= 3589 && length >= 16,
            >= 40 and <= 49 => length is 13 or 16 or 19,
            >= 51 and <= 55 => length == 16,
            50 or (>= 56 and <= 59) or 61 or 63 or (>= 66 and <= 69) => length >= 16,
            60 or 62 or 64 or 65 => length >= 16,
            22 => prefix / 100 >= 2200 && length >= 16,
            >= 23 and <= 27 => prefix / 100 <= 2720 && length == 16,
            30 => prefix / 1000 <= 305 && length is >= 14 and <= 19,
            _ => false,
        };
    }
}
