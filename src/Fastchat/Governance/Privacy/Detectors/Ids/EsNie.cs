namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Numbers of foreigners in Spain (NIE, Real Decreto 557/2011): X, Y or Z counts as 0, 1 or 2; the letter as the DNI's.</summary>
internal sealed class EsNie() : NationalId("es_nie", IdEvidence.Number, ["A-9999999-A"], "nie", "extranjero", "identidad")
{
    public override bool IsValid(ReadOnlySpan<char> id) =>
        id[0] is 'X' or 'Y' or 'Z' && EsDni.Letters[(int)((((id[0] - 'X') * 10_000_000L) + CheckDigits.Number(id[1..8])) % 23)] == id[8];
}
