namespace Fastchat.Language;

/// <summary>
/// Brings the forms of a word together, by its script, for which language it is cannot be known of a word: Porter's rules
/// for a to z; for Cyrillic the first letters, which for rich endings does nearly as well as rules; for Arabic the article
/// and the common endings off. Words of other scripts stay as they are.
/// </summary>
internal static class Stemmer
{
    private const int CyrillicLetters = 6;
    private const int FewestArabicLetters = 3;

    // Article with conjunction or preposition, longest first; then the endings of number, gender and possession.
    private static readonly string[] ArabicPrefixes = ["وال", "بال", "كال", "فال", "لل", "ال"];
    private static readonly string[] ArabicSuffixes = ["ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي"];

    /// <summary>Stems a folded word in place and returns the stem's length; the stem begins where the word does.</summary>
    public static int Stem(Span<char> word) => word[0] switch
    {
        >= 'a' and <= 'z' => PorterStemmer.Stem(word),
        >= '\u0400' and <= '\u052F' => Math.Min(word.Length, CyrillicLetters),
        >= '\u0620' and <= '\u064A' => StemArabic(word),
        _ => word.Length,
    };

    /// <summary>The stem of a folded word.</summary>
    public static string Stem(string word)
    {
        Span<char> buffer = stackalloc char[WordReader.MaxLength];
        word.CopyTo(buffer);
        return buffer[..Stem(buffer[..word.Length])].ToString();
    }

    private static int StemArabic(Span<char> word)
    {
        var length = word.Length;
        foreach (var prefix in ArabicPrefixes)
        {
            if (length - prefix.Length < FewestArabicLetters || !word.StartsWith(prefix)) continue;
            word[prefix.Length..].CopyTo(word);
            length -= prefix.Length;
            break;
        }

        foreach (var suffix in ArabicSuffixes)
        {
            if (length - suffix.Length >= FewestArabicLetters && word[..length].EndsWith(suffix)) length -= suffix.Length;
        }

        return length;
    }
}
