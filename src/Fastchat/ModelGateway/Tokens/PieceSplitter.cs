namespace Fastchat.ModelGateway.Tokens;

/// <summary>
/// Cuts text into the pieces within which bytes are merged. The rules are the encodings' regular expressions, written out:
/// each alternative is tried in its order, and backtracking happens only where it can change the result.
/// </summary>
internal abstract class PieceSplitter
{
    private const int MostDigits = 3;

    /// <summary>o200k_base.</summary>
    public static PieceSplitter O200k { get; } = new O200kSplitter();

    /// <summary>cl100k_base.</summary>
    public static PieceSplitter Cl100k { get; } = new Cl100kSplitter();

    /// <summary>The length of the first piece of a text that is not empty, at least 1.</summary>
    public int Next(ReadOnlySpan<char> text)
    {
        var first = CharacterClasses.At(text, 0, out var units);
        var word = Word(text, first, units);
        if (word > 0) return word;
        if ((first & CharacterClass.Number) != 0) return Digits(text);
        var other = Other(text, first);
        return other > 0 ? other : Spaces(text);
    }

    /// <summary>The length of the word at the start, with the one character before it that belongs to it; 0 for none.</summary>
    protected abstract int Word(ReadOnlySpan<char> text, CharacterClass first, int units);

    /// <summary>Whether a character continues a run of line ends behind punctuation.</summary>
    protected abstract bool EndsPunctuation(char unit);

    /// <summary>'s, 't, 're, 've, 'm, 'll or 'd in letters of either case; 0 for none.</summary>
    protected static int Contraction(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] != '\'') return 0;
        var first = (char)(text[1] | 0x20);
        if (first is 's' or 't' or 'm' or 'd' && char.IsAscii(text[1])) return 2;
        if (text.Length < 3) return 0;
        var second = (char)(text[2] | 0x20);
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') && char.IsAscii(text[1]) && char.IsAscii(text[2]) ? 3 : 0;
    }

    /// <summary>Where the run of characters that have a flag ends.</summary>
    protected static int Run(ReadOnlySpan<char> text, int from, CharacterClass flag)
    {
        while (from < text.Length && (CharacterClasses.At(text, from, out var units) & flag) != 0) from += units;
        return from;
    }

    /// <summary>[^\r\n\p{L}\p{N}]: what may stand before a word as part of it.</summary>
    protected static bool MayPrecedeWord(CharacterClass character) =>
        (character & (CharacterClass.LineEnd | CharacterClass.Letter | CharacterClass.Number)) == 0;

    // \p{N}{1,3}
    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = 0;
        for (var digits = 0; digits < MostDigits && end < text.Length; digits++)
        {
            if ((CharacterClasses.At(text, end, out var units) & CharacterClass.Number) == 0) break;
            end += units;
        }

        return end;
    }

    // ' ?[^\s\p{L}\p{N}]+' and line ends behind it.
    private int Other(ReadOnlySpan<char> text, CharacterClass first)
    {
        const CharacterClass Not = CharacterClass.Space | CharacterClass.Letter | CharacterClass.Number;
        var start = text[0] == ' ' ? 1 : 0;
        if (start == 0 && (first & Not) != 0) return 0;
        var end = start;
        while (end < text.Length && (CharacterClasses.At(text, end, out var units) & Not) == 0) end += units;
        if (end == start) return 0;
        while (end < text.Length && EndsPunctuation(text[end])) end++;
        return end;
    }

    // '\s*[\r\n]+', then '\s+(?!\S)', then '\s+'.
    private static int Spaces(ReadOnlySpan<char> text)
    {
        var end = 0;
        var behindLine = 0;
        while (end < text.Length)
        {
            var character = CharacterClasses.Of(text[end]);
            if ((character & CharacterClass.Space) == 0) break;
            end++;
            if ((character & CharacterClass.LineEnd) != 0) behindLine = end;
        }

        if (behindLine > 0) return behindLine;
        // The last blank before a word is left to the word.
        return end == text.Length || end == 1 ? end : end - 1;
    }
}
