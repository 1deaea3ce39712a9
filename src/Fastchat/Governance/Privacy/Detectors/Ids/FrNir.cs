namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>
/// Numbers of social insurance in France (NIR, INSEE): sex, year, month, department, commune, order, and a key of 97 less the
/// number modulo 97; Corsica's 2A and 2B count as 19 and 18.
/// </summary>
internal sealed class FrNir() : NationalId("fr_nir", IdEvidence.Number, ["9 99 99 9X 999 999 99"], "sécurité sociale", "securite sociale", "sécu", "nir", "insee", "carte vitale")
{
    public override bool IsValid(ReadOnlySpan<char> id)
    {
        if (id[0] is not ('1' or '2' or '3' or '4' or '7' or '8') || CheckDigits.Number(id[3..5]) is 0 or (> 12 and < 20) or (> 42 and < 50)) return false;
        if (char.IsAsciiLetter(id[6]) && id[5..7] is not ("2A" or "2B")) return false;
        Span<char> digits = stackalloc char[13];
        id[..13].CopyTo(digits);
        if (id[6] == 'A') (digits[5], digits[6]) = ('1', '9');
        if (id[6] == 'B') (digits[5], digits[6]) = ('1', '8');
        return 97 - (CheckDigits.Number(digits) % 97) == CheckDigits.Number(id[13..]);
    }
}
