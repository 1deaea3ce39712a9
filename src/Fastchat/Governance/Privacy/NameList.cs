using System.Collections.Frozen;

namespace Fastchat.Governance.Privacy;

/// <summary>Names of people that a tenant listed, to be found wherever they stand, in upper or lower case.</summary>
public sealed class NameList
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _words;
    private readonly string[][] _names;

    /// <summary>A list of names; the words of a name are divided by blanks.</summary>
    public NameList(IEnumerable<string> names)
    {
        _names = [.. names.Select(n => n.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(n => n.Length > 0).OrderByDescending(n => n.Length)];
        _words = _names.SelectMany(n => n).Select(w => w.Trim('.', '\'')).ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>No names.</summary>
    public static NameList Empty { get; } = new([]);

    /// <summary>Whether no name is listed.</summary>
    public bool IsEmpty => _names.Length == 0;

    /// <summary>Whether a word, without what is written around it, is part of a name.</summary>
    internal bool HasWord(ReadOnlySpan<char> word)
    {
        if (IsEmpty) return false;
        if (_words.Contains(Trim(word))) return true;

        // "Sam-Taylor", "anna/ben": any of the parts.
        foreach (var part in word.SplitAny("-/'’:=_@."))
        {
            if (_words.Contains(word[part])) return true;
        }

        return false;
    }

    /// <summary>How long the longest name is that begins at a place; 0 for none.</summary>
    internal int Match(ReadOnlySpan<char> text)
    {
        foreach (var name in _names)
        {
            if (Match(text, name) is > 0 and var length) return length;
        }

        return 0;
    }

    private static int Match(ReadOnlySpan<char> text, string[] name)
    {
        var at = 0;
        foreach (var word in name)
        {
            if (at > 0)
            {
                var blanks = 0;
                while (blanks < 3 && at < text.Length && text[at] is ' ' or '\u00A0' or '-')
                {
                    at++;
                    blanks++;
                }

                if (blanks == 0) return 0;
            }

            if (!text[at..].StartsWith(word, StringComparison.OrdinalIgnoreCase)) return 0;
            at += word.Length;
        }

        return at < text.Length && char.IsLetterOrDigit(text[at]) ? 0 : at;
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> word) => word.Trim(".'’:!?*`-/");
}
