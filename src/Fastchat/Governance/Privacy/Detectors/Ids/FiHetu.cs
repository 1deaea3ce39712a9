namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>
/// Identity codes of Finland (henkilötunnus, laki 661/2009): date of birth, a sign for the century (a letter here, or the
/// hyphen of those born before 2000), order, and the character of the remainder by 31.
/// </summary>
internal sealed class FiHetu() : NationalId("fi_hetu", IdEvidence.Number, ["999999A999X", "999999-999X"], "henkilötunnus", "hetu", "personbeteckning", "sotu")
{
    public override bool IsValid(ReadOnlySpan<char> id)
    {
        if (id.Length == 11 && !"ABCDEFYXWVU".Contains(id[6], StringComparison.Ordinal)) return false;
        var order = CheckDigits.Number(id[^4..^1]);
        return order is >= 2 and <= 899 && CheckDigits.IsDay((int)CheckDigits.Number(id[2..4]), (int)CheckDigits.Number(id[..2]))
            && "0123456789ABCDEFHJKLMNPRSTUVWXY"[(int)(((CheckDigits.Number(id[..6]) * 1000) + order) % 31)] == id[^1];
    }
}
