namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>The published ways to compute check digits. All take digits, and letters where they say so.</summary>
internal static class CheckDigits
{
    private static readonly string[] VerhoeffProduct =
        ["0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432", "7659821043", "8765932104", "9876543210"];

    private static readonly string[] VerhoeffPermutation =
        ["0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258"];

    /// <summary>Luhn's, ISO/IEC 7812-1 annex B.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1) digit = digit > 4 ? (2 * digit) - 9 : 2 * digit;
            sum += digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>Verhoeff's, 1969, over the dihedral group of order ten.</summary>
    public static bool Verhoeff(ReadOnlySpan<char> digits)
    {
        var check = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var permuted = VerhoeffPermutation[i % 8][digits[^(i + 1)] - '0'] - '0';
            check = VerhoeffProduct[check][permuted] - '0';
        }

        return check == 0;
    }

    /// <summary>ISO/IEC 7064 MOD 11,10: the whole number with its check digit.</summary>
    public static bool Mod1110(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var c in digits[..^1])
        {
            var sum = (c - '0' + product) % 10;
            product = 2 * (sum == 0 ? 10 : sum) % 11;
        }

        return (11 - product) % 10 == digits[^1] - '0';
    }

    /// <summary>ISO/IEC 7064 MOD 97-10 of digits and letters (A is 10): the remainder, 1 for a good IBAN read from its fifth character on.</summary>
    public static int Mod97(ReadOnlySpan<char> text, int remainder = 0)
    {
        foreach (var c in text)
        {
            remainder = char.IsAsciiDigit(c)
                ? ((remainder * 10) + (c - '0')) % 97
                : ((remainder * 100) + (c - 'A' + 10)) % 97;
        }

        return remainder;
    }

    /// <summary>The sum of digits times weights; as many as there are weights.</summary>
    public static int Weighted(ReadOnlySpan<char> digits, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++) sum += (digits[i] - '0') * weights[i];
        return sum;
    }

    /// <summary>Whether all digits are the same: such numbers pass many checks and belong to nobody.</summary>
    public static bool AllSame(ReadOnlySpan<char> digits) => !digits.ContainsAnyExcept(digits[0]);

    /// <summary>The number that digits spell.</summary>
    public static long Number(ReadOnlySpan<char> digits)
    {
        var number = 0L;
        foreach (var c in digits) number = (number * 10) + (c - '0');
        return number;
    }

    /// <summary>Whether a day of a month can be, in a leap year.</summary>
    public static bool IsDay(int month, int day) => month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(2000, month);
}
