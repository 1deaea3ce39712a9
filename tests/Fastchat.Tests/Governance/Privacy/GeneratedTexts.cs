using FsCheck;
using FsCheck.Fluent;

namespace Fastchat.Governance.Privacy;

/// <summary>Texts that are dense with personal data, with what nearly is some, and with what stands around it.</summary>
internal static class GeneratedTexts
{
    private static readonly string[] Pieces =
    [
        "jane.doe@example.com", "用户@例子.广告", "a@b", "@", "+49 30 901820", "(212) 555-1234", "020 7946 0958", "4111 1111 1111 1111", "5555555555554444", "GB82 WEST 1234 5698 7654 32",
        "531-21-7351", "12345678Z", "192.168.0.1", "2001:db8::8a2e:370:7334", "https://user:pw@example.com/x", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "12/27/1986", "12 March 1980",
        "John Smith", "Megan", "Anna van der Berg", "JOHN", "Mr.", "my name is", "born on", "phone", "call", "passport", "ssn", "NHS", "BSN", "943 476 5919", "111222333", "912803456",
        "the", "quick", "brown", "Fox", "and", "1", "42", "2026", "-", ",", ".", ";", ":", "(", ")", "[", "]", "[EMAIL]", "[PHONE]", "[NAME]", "\n", "  ", "    ", "\t", "\"", "<", "/", "x", "ext", "ÄÖ", "é", "中文", "😀", "\u00A0",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "AAAA BBBB CCCC DDDD EEEE FFFF GGGG HHHH IIII JJJJ KKKK LLLL MMMM NNNN OOOO PPPP", "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0",
    ];

    /// <summary>Texts of up to some dozens of pieces, now and then longer than all that may be held back.</summary>
    public static Arbitrary<string> Texts { get; } = Arb.From(
        from pieces in Gen.ListOf(Gen.Elements(Pieces))
        from glues in Gen.ArrayOf(Gen.Elements(" ", " ", " ", "", ", "), pieces.Count())
        select string.Concat(pieces.Zip(glues, (piece, glue) => piece + glue)));

    /// <summary>Cuts a text into tokens of 1 to 9 characters.</summary>
    public static IEnumerable<string> Tokens(string text, int seed)
    {
        var random = new Random(seed);
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(random.Next(1, 10), text.Length - at);
            yield return text.Substring(at, length);
            at += length;
        }
    }
}
