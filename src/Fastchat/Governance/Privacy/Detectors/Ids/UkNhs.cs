namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>NHS numbers of England and Wales: check digit modulo 11 (NHS Data Dictionary, NHS NUMBER).</summary>
internal sealed class UkNhs() : NationalId("uk_nhs", IdEvidence.Words, ["999 999 9999"], "nhs", "health service number")
{
    public override bool IsValid(ReadOnlySpan<char> id) =>
        !CheckDigits.AllSame(id) && (11 - (CheckDigits.Weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11)) % 11 == id[9] - '0';
}
