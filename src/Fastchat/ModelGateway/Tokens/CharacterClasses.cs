using System.Globalization;
using System.Text;

namespace Fastchat.ModelGateway.Tokens;

/// <summary>The class of each character: a table for those of one UTF-16 unit, as looking into Unicode's own for each would cost more than all else.</summary>
internal static class CharacterClasses
{
    private static readonly CharacterClass[] Table = Build();

    /// <summary>The class of the character at an index, and how many units it has. A surrogate without its other half is none of the classes.</summary>
    public static CharacterClass At(ReadOnlySpan<char> text, int index, out int units)
    {
        var unit = text[index];
        units = 1;
        if (!char.IsHighSurrogate(unit) || index + 1 >= text.Length || !char.IsLowSurrogate(text[index + 1])) return Table[unit];
        units = 2;
        return Of(Rune.GetUnicodeCategory(new Rune(unit, text[index + 1])));
    }

    /// <summary>The class of a unit that is a character by itself.</summary>
    public static CharacterClass Of(char unit) => Table[unit];

    private static CharacterClass[] Build()
    {
        var table = new CharacterClass[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++)
        {
            var unit = (char)i;
            table[i] = Of(CharUnicodeInfo.GetUnicodeCategory(unit));
            // JavaScript counts the byte order mark as white space and U+0085 not, Rust the other way round; who counts for
            // OpenAI is Rust's.
            if (char.IsWhiteSpace(unit)) table[i] = CharacterClass.Space;
            if (unit is '\r' or '\n') table[i] |= CharacterClass.LineEnd;
        }

        return table;
    }

    private static CharacterClass Of(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharacterClass.Letter | CharacterClass.Front,
        UnicodeCategory.LowercaseLetter => CharacterClass.Letter | CharacterClass.Back,
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterClass.Letter | CharacterClass.Front | CharacterClass.Back,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharacterClass.Front | CharacterClass.Back,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClass.Number,
        _ => CharacterClass.Other,
    };
}
