namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Tax file numbers of Australia (ATO): weights 1 4 3 7 5 8 6 9 10, modulo 11.</summary>
internal sealed class AuTfn() : NationalId("au_tfn", IdEvidence.Words, ["999 999 999"], "tfn", "tax file")
{
    public override bool IsValid(ReadOnlySpan<char> id) => !CheckDigits.AllSame(id) && CheckDigits.Weighted(id, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0;
}
