namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Reads a number that is written in a form.</summary>
internal static class IdForm
{
    /// <summary>The longest number, without separators.</summary>
    public const int Longest = 24;

    /// <summary>Reads a number.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the number begins.</param>
    /// <param name="form">How it is written.</param>
    /// <param name="id">Takes it in upper case, without separators.</param>
    /// <param name="isWhole">Whether it has all the separators of the form, one at least.</param>
    /// <returns>How many characters the number has, and where it ends; 0 when it is not written so.</returns>
    public static (int Count, int End) Read(PiiText text, int start, string form, Span<char> id, out bool isWhole)
    {
        isWhole = false;
        var (count, at, separators, missing) = (0, start, 0, 0);
        foreach (var want in form)
        {
            var c = text[at];
            if (want is '9' or 'A' or 'X')
            {
                if (!(want == '9' ? char.IsAsciiDigit(c) : want == 'A' ? char.IsAsciiLetter(c) : char.IsAsciiLetterOrDigit(c))) return default;
                id[count++] = char.ToUpperInvariant(c);
                at++;
            }
            else if (c == want || c is ' ' or '-' or '.' or '\u00A0')
            {
                separators++;
                at++;
            }
            else
            {
                missing++;
            }
        }

        isWhole = separators > 0 && missing == 0;
        return IsEnd(text, at) ? (count, at) : default;
    }

    /// <summary>Whether a number may begin here: not within a word or a longer number.</summary>
    public static bool IsStart(PiiText text, int at) => !text.IsWordAt(at - 1) && !(text[at - 1] is '.' or '-' or '/' or '+' && char.IsAsciiDigit(text[at - 2])) && text[at - 1] is not ('+' or '_' or '@' or '#');

    private static bool IsEnd(PiiText text, int end) => !text.IsWordAt(end) && text[end] is not ('_' or '@') && !(text[end] is '.' or '-' or '/' && char.IsAsciiDigit(text[end + 1]));
}
