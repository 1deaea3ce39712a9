namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>
/// Telephone numbers: international ones by their country code (ITU-T E.164), national ones by the grouping of their
/// country (E.123 and the customs of North America, France and those that dial a nought first), others only where a word
/// says so. Dates, addresses and plain numbers are none.
/// </summary>
internal sealed class PhoneDetector() : PatternDetector(PiiType.Phone, PieceMarks.Digit)
{
    private static readonly ContextWords Phones = new(
        "phone", "telephone", "tel", "mobile", "cell", "cellphone", "fax", "whatsapp", "sms", "call", "dial", "text me", "reach me", "reach us", "contact number", "hotline", "extension",
        "telefon", "handy", "rufnummer", "ruf", "téléphone", "portable", "numéro de tél", "teléfono", "telefono", "móvil", "movil", "celular", "telefone", "telemóvel", "cellulare", "mobil", "gsm", "puhelin",
        "телефон", "电话", "電話", "手机", "手機", "携帯", "전화", "휴대폰", "هاتف", "फ़ोन", "फोन");

    public override void Find(PiiText text, PiiQuery query, ref Offers offers)
    {
        Span<char> digits = stackalloc char[PhoneNumber.DigitRoom];
        Span<byte> groups = stackalloc byte[PhoneNumber.GroupRoom];
        for (var at = text.From; at < text.To; at++)
        {
            if (!IsStart(text, at)) continue;
            groups.Clear();
            var number = new PhoneNumber(text, at, digits, groups);
            if (number.DigitCount < 7 || !IsEnd(text, ref number)) continue;
            if (Score(text, number) is > 0 and var score) offers.Add(new PiiFinding(PiiType.Phone, at, number.End, score, "phone"));
        }
    }

    private static bool IsStart(PiiText text, int at)
    {
        if (text[at] is '+' or '(') return (char.IsAsciiDigit(text[at + 1]) || (text[at] == '(' && text[at + 1] == '+')) && !text.IsWordAt(at - 1) && text[at - 1] != '+';
        return char.IsAsciiDigit(text[at]) && !text.IsWordAt(at - 1) && text[at - 1] is not ('+' or '_' or '#' or '$' or '€' or '£')
            && !(text[at - 1] is '(' && at - 1 >= text.From) && !(text[at - 1] is '.' or '-' or '/' or ':' or ',' or ')' && char.IsAsciiDigit(text[at - 2]));
    }

    // An extension belongs to the number: "x1234", "ext. 12".
    private static bool IsEnd(PiiText text, ref PhoneNumber number)
    {
        var at = number.End;
        if (text[at] == ' ') at++;
        foreach (var mark in (ReadOnlySpan<string>)["extension", "ext.", "ext", "x"])
        {
            if (at + mark.Length >= text.To || !text.Slice(at, at + mark.Length).Equals(mark, StringComparison.OrdinalIgnoreCase)) continue;
            var first = at + mark.Length;
            if (text[first] is ' ' or ':' or '.') first++;
            var end = first;
            while (end - first < 7 && char.IsAsciiDigit(text[end])) end++;
            if (end > first && !text.IsWordAt(end)) number.Extend(end);
            break;
        }

        return !text.IsWordAt(number.End) && text[number.End] is not ('_' or '@' or '%')
            && !(text[number.End] is '.' or '-' or '/' or ':' or ',' && char.IsAsciiDigit(text[number.End + 1]));
    }

    private static double Score(PiiText text, PhoneNumber number)
    {
        if (number.IsInternational) return number.DigitCount <= 15 && CallingCodes.Begins(number.Digits) ? 0.9 : 0;
        if (LooksElse(number)) return 0;
        if (text.Says(Phones, number.Start) || text.Follows(PiiType.Phone, number.Start)) return number.DigitCount <= 15 || number.Digits.StartsWith("00") ? 0.88 : 0;
        if (number.GroupCount == 1) return 0;
        if (IsNorthAmerican(number)) return 0.8;
        if (number.Digits.StartsWith("00")) return number.DigitCount >= 10 && CallingCodes.Begins(number.Digits[2..]) ? 0.78 : 0;
        return IsTrunk(number) || IsArea(number) ? 0.66 : 0;
    }

    // (212) 555-1234, 212-555-1234, 1-212-555-1234: area and exchange begin with 2 to 9.
    private static bool IsNorthAmerican(PhoneNumber number)
    {
        var digits = number.Digits;
        if (number.HasGroups(1, 3, 3, 4) && digits[0] == '1') digits = digits[1..];
        else if (!number.HasGroups(3, 3, 4)) return number.HasGroups(3, 7) && number.IsParenthesised;
        return digits[0] >= '2' && digits[3] >= '2';
    }

    // 020 7946 0958, 01 42 68 53 00, 0176/12345678: a nought first, nine to eleven digits.
    private static bool IsTrunk(PhoneNumber number) =>
        number.Digits[0] == '0' && number.Digits[1] != '0' && number.DigitCount is >= 9 and <= 11 && number.Group(0) is >= 2 and <= 5
        && (number.Separator != '.' || number.HasGroups(2, 2, 2, 2, 2));

    private static bool IsArea(PhoneNumber number) =>
        number.IsParenthesised && number.Group(0) is >= 2 and <= 5 && number.DigitCount is >= 8 and <= 11 && number.GroupCount <= 4;

    private static bool LooksElse(PhoneNumber number)
    {
        // 12/27/1986, 2026-11-28, 31.12.1999
        if (number.GroupCount == 3 && number.DigitCount <= 8 && (number.Group(0) == 4 || number.Group(2) == 4) && number.Group(1) <= 2) return true;

        // 192.168.0.1, and numbers with a point or commas
        return number.Separator == '.' && (number.GroupCount == 2 || (number.GroupCount == 4 && number.DigitCount <= 12 && number.Group(0) <= 3 && number.Group(1) <= 3 && number.Group(2) <= 3 && number.Group(3) <= 3 && !number.HasGroups(1, 3, 3, 4)));
    }
}
