using System.Text;

namespace Fastchat.Language;

/// <summary>
/// Letters without their marks: "Café" is found by "cafe". A table of our own, because without culture data the runtime
/// does not decompose letters.
/// </summary>
internal static class Diacritics
{
    // U+00C0 to U+017F, U+1E00 to U+1EFF (Vietnamese) and U+0386 to U+03CE (Greek): each character's base letter in lower case.
    private const string Latin =
        "aaaaaaæceeeeiiiidnooooo\u00D7ouuuuyþßaaaaaaæceeeeiiiidnooooo\u00F7ouuuuyþy" +
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiĳĳjjkkĸllllllŀ" +
        "ŀllnnnnnnŉŋŋooooooœœrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    private const string LatinAdditional =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm" +
        "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv" +
        "wwwwwwwwwwxxxxyyzzzzzzhtwyẚſẜẝßẟaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee" +
        "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyỻỻỽỽỿỿ";

    private const string Greek =
        "α\u0387εηι\u038Bο\u038Dυωιαβγδεζηθικλμνξοπρ\u03A2στυφχψωιυαεηιυαβγδεζηθικλμνξοπρσστυ" +
        "φχψωιυουω";

    /// <summary>The lower-case base letter of a rune; the lower-case rune itself where it bears no mark.</summary>
    public static Rune Fold(Rune rune)
    {
        if (rune.IsAscii) return Rune.ToLowerInvariant(rune);
        return rune.Value switch
        {
            >= 0xC0 and <= 0x17F => new Rune(Latin[rune.Value - 0xC0]),
            >= 0x386 and <= 0x3CE => new Rune(Greek[rune.Value - 0x386]),
            >= 0x1E00 and <= 0x1EFF => new Rune(LatinAdditional[rune.Value - 0x1E00]),
            0x401 or 0x451 => new Rune('е'),                                        // Russian writes ё as е more often than not
            0x622 or 0x623 or 0x625 or 0x671 => new Rune(0x627),                    // Arabic alef with hamza or madda
            0x649 => new Rune(0x64A),                                               // alef maksura, written for yeh
            >= 0xFF01 and <= 0xFF5E => Rune.ToLowerInvariant(new Rune(rune.Value - 0xFEE0)), // full-width forms of ASCII
            _ => Rune.ToLowerInvariant(rune),
        };
    }

    /// <summary>Whether a rune only decorates the letter before it (accents, Arabic vowel signs, soft hyphens, joiners) and is left out.</summary>
    public static bool IsDecoration(Rune rune) => rune.Value
        is 0xAD or (>= 0x300 and <= 0x36F) or 0x640 or (>= 0x64B and <= 0x65F) or 0x670 or 0x200C or 0x200D or 0x2060;
}
