using System.Security.Cryptography;

namespace Fastchat.Foundation;

/// <summary>Crockford's base 32 in lower case: no letters that are mistaken for digits, and order as text is order as number.</summary>
internal static class Base32
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Random characters, five bits each.</summary>
    public static string Random(int length) => RandomNumberGenerator.GetString(Alphabet, length);

    /// <summary>The lowest bits of a number, most significant first.</summary>
    public static string Encode(long value, int length) => string.Create(length, value, static (span, bits) =>
    {
        for (var i = span.Length - 1; i >= 0; i--)
        {
            span[i] = Alphabet[(int)(bits & 31)];
            bits >>= 5;
        }
    });
}
