namespace Fastchat.Governance.Privacy;

/// <summary>What characters mean for where a text may be cut.</summary>
internal static class TextKind
{
    private static readonly bool[] AsciiWords = [.. Enumerable.Range(0, 128).Select(c => char.IsAsciiLetterOrDigit((char)c) || "@._%+-'/:=?&#~$*!^`".Contains((char)c, StringComparison.Ordinal))];

    /// <summary>Part of a word in the widest sense: of an address, a number, a name.</summary>
    public static bool IsWord(char c) => c < 128
        ? AsciiWords[c]
        : char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c == '’' || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    /// <summary>Between two parts of a number or name: blanks, commas, parentheses. Anything else ends both.</summary>
    public static bool IsLink(char c) => c is ' ' or ',' or '(' or ')' or '\u00A0' or '\u202F' or '\t';

    /// <summary>Of a script that puts no blanks between words: what stands beside Latin letters is another word.</summary>
    public static bool IsUnspaced(char c) => c >= 0x0E00 && (c <= 0x0EFF || c is >= '\u1000' and <= '\u109F' or >= '\u1780' and <= '\u17FF' || c >= 0x2E80) && !char.IsSurrogate(c);
}
