namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Registration numbers of Poland (PESEL): date of birth with the century in its month, weights 1 3 7 9.</summary>
internal sealed class PlPesel() : NationalId("pl_pesel", IdEvidence.Words, ["99999999999"], "pesel")
{
    public override bool IsValid(ReadOnlySpan<char> id) =>
        CheckDigits.IsDay((int)CheckDigits.Number(id[2..4]) % 20, (int)CheckDigits.Number(id[4..6]))
        && CheckDigits.Weighted(id, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1) % 10 == 0;
}
