namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>A number as it is grouped in a text: what telephone numbers are told apart by.</summary>
internal ref struct PhoneNumber
{
    private const int MostDigits = 17;
    private const int MostGroups = 8;

    private readonly Span<char> _digits;
    private readonly Span<byte> _groups;

    /// <summary>Reads digits, and the blanks, hyphens, dots, slashes and parentheses within them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The first digit, or the plus or parenthesis before it.</param>
    /// <param name="digits">Takes the digits.</param>
    /// <param name="groups">Takes the sizes of their groups.</param>
    public PhoneNumber(PiiText text, int start, Span<char> digits, Span<byte> groups)
    {
        _digits = digits;
        _groups = groups;
        (Start, End) = (start, start);
        IsInternational = text[start] == '+';
        IsParenthesised = text[start] == '(';
        var at = start;
        if (IsInternational || IsParenthesised) at++;
        if (IsParenthesised && text[at] == '+') (IsInternational, at) = (true, at + 1);
        while (DigitCount < MostDigits && GroupCount < MostGroups && char.IsAsciiDigit(text[at]))
        {
            while (DigitCount < MostDigits && char.IsAsciiDigit(text[at]))
            {
                _digits[DigitCount++] = text[at++];
                _groups[GroupCount]++;
            }

            GroupCount++;
            End = at;
            at = Skip(text, at);
        }
    }

    /// <summary>Room for the digits.</summary>
    public static int DigitRoom => MostDigits;

    /// <summary>Room for the groups.</summary>
    public static int GroupRoom => MostGroups;

    /// <summary>Where it begins.</summary>
    public int Start { get; }

    /// <summary>Where it ends, exclusive.</summary>
    public int End { get; private set; }

    /// <summary>Whether a plus stands before it.</summary>
    public bool IsInternational { get; }

    /// <summary>Whether its first group is in parentheses.</summary>
    public bool IsParenthesised { get; }

    /// <summary>How many digits it has.</summary>
    public int DigitCount { get; private set; }

    /// <summary>How many groups.</summary>
    public int GroupCount { get; private set; }

    /// <summary>What stands between the groups, where it is everywhere the same; NUL otherwise.</summary>
    public char Separator { get; private set; }

    /// <summary>Its digits.</summary>
    public readonly ReadOnlySpan<char> Digits => _digits[..DigitCount];

    /// <summary>Whether its groups have these sizes.</summary>
    public readonly bool HasGroups(params ReadOnlySpan<byte> sizes) => _groups[..GroupCount].SequenceEqual(sizes);

    /// <summary>The size of a group.</summary>
    public readonly int Group(int index) => _groups[index];

    /// <summary>Ends it later: with an extension.</summary>
    public void Extend(int end) => End = end;

    private int Skip(PiiText text, int at)
    {
        var (from, closes) = (at, 0);
        while (at - from < 3 && text[at] is ' ' or '-' or '.' or '/' or '(' or ')' or '\u00A0' or '\u202F' or '‑' or '–')
        {
            if (text[at] is '(' or ')') closes++;
            at++;
        }

        // Two signs side by side are punctuation, but for a parenthesis with a blank or hyphen.
        if (at - from - closes > 1 || at == from || !char.IsAsciiDigit(text[at])) return from;
        var separator = at - from == 1 ? text[from] : '\0';
        Separator = GroupCount == 1 || Separator == separator ? separator : '\0';
        return at;
    }
}
