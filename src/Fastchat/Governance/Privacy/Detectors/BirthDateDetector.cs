using System.Collections.Frozen;

namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>Dates of birth: a date that can be, numeric or with the month's name, behind a word for birth.</summary>
internal sealed class BirthDateDetector() : PatternDetector(PiiType.DateOfBirth, PieceMarks.Digit)
{
    private static readonly ContextWords Births = new(
        "born", "birth", "date of birth", "birthday", "birthdate", "dob", "d.o.b", "geboren", "geburt", "né le", "née le", "naissance", "nacido", "nacida", "nacimiento", "nato", "nata", "nascita", "nascido", "nascida", "nascimento", "geboortedatum",
        "född", "født", "syntynyt", "urodz", "родил", "рождения", "出生", "生年月日", "생년월일");

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Months = MonthNames().GetAlternateLookup<ReadOnlySpan<char>>();

    public override void Find(PiiText text, PiiQuery query, ref Offers offers)
    {
        for (var at = text.From; at < text.To; at++)
        {
            if (!char.IsLetterOrDigit(text[at]) || text.IsWordAt(at - 1) || (text[at - 1] is '.' or '-' or '/' && char.IsAsciiDigit(text[at - 2]))) continue;
            if (Read(text, at) is > 0 and var end && text.Says(Births, at)) offers.Add(new PiiFinding(PiiType.DateOfBirth, at, end, 0.93, "date_of_birth"));
        }
    }

    // Three parts: numbers, or a name and two numbers. Which is the day is the writer's custom: either must do.
    private static int Read(PiiText text, int start)
    {
        Span<int> values = stackalloc int[3];
        var (at, end, named) = (start, start, -1);
        for (var part = 0; part < 3; part++)
        {
            var word = at;
            while (char.IsLetterOrDigit(text[at])) at++;
            if (at == word) return 0;
            var read = text.Slice(word, at);
            if (Months.TryGetValue(read, out var month) && named < 0) (values[part], named) = (month, part);
            else if (Number(read) is { } number) values[part] = number;
            else return 0;
            end = at;
            while (at - end < 3 && text[at] is ' ' or '/' or '-' or '.' or ',' or '年' or '月') at++;
            if (at == end && part < 2) return 0;
        }

        return IsDate(values, named) ? end : 0;
    }

    private static int? Number(ReadOnlySpan<char> word)
    {
        if (word.Length > 2 && char.IsAsciiDigit(word[0]) && word[^2..] is "st" or "nd" or "rd" or "th") word = word[..^2];
        return word.Length is 1 or 2 or 4 && !word.ContainsAnyExceptInRange('0', '9') ? (int)CheckDigits.Number(word) : null;
    }

    private static bool IsDate(ReadOnlySpan<int> v, int named) => named switch
    {
        0 => CheckDigits.IsDay(v[0], v[1]) && IsYear(v[2]),
        1 => CheckDigits.IsDay(v[1], v[0]) && IsYear(v[2]),
        2 => false,
        _ => (IsYear(v[0]) && v[0] > 31 && CheckDigits.IsDay(v[1], v[2])) || (IsYear(v[2]) && (CheckDigits.IsDay(v[0], v[1]) || CheckDigits.IsDay(v[1], v[0]))),
    };

    private static bool IsYear(int year) => year is < 100 or (>= 1880 and <= 2100);

    private static FrozenDictionary<string, int> MonthNames()
    {
        string[] languages =
        [
            "january february march april may june july august september october november december", "jan feb mar apr may jun jul aug sep oct nov dec",
            "januar februar märz april mai juni juli august september oktober november dezember", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        ];
        var months = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var language in languages)
        {
            foreach (var (name, index) in language.Split(' ').Select((name, index) => (name, index))) months[name] = index + 1;
        }

        return months.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
