namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>Country codes of telephone numbers: ITU-T E.164, list of assigned codes; those of three digits by their first two.</summary>
internal static class CallingCodes
{
    // Zones whose codes have one digit; those with two; all other assigned codes have three.
    private static readonly string[] Two =
        ["20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98"];

    private static readonly string[] ThreeBegin = ["21", "22", "23", "24", "25", "26", "29", "35", "37", "38", "42", "50", "59", "67", "68", "69", "80", "85", "87", "88", "96", "97", "99"];

    /// <summary>Whether digits begin with an assigned code.</summary>
    public static bool Begins(ReadOnlySpan<char> digits)
    {
        if (digits.Length < 7) return false;
        if (digits[0] is '1' or '7') return digits.Length is 10 or 11;
        return IsIn(Two, digits[..2]) || IsIn(ThreeBegin, digits[..2]);
    }

    private static bool IsIn(string[] codes, ReadOnlySpan<char> begin)
    {
        foreach (var code in codes)
        {
            if (begin.SequenceEqual(code)) return true;
        }

        return false;
    }
}
