namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Taxpayers' numbers of the Philippines (TIN, BIR): nine digits and a branch of three; the check is not published, so words must say it.</summary>
internal sealed class PhTin() : NationalId("ph_tin", IdEvidence.Words, ["999-999-999", "999-999-999-999"], "tin", "bir", "taxpayer identification")
{
    public override bool IsValid(ReadOnlySpan<char> id) => !CheckDigits.AllSame(id[..9]);
}
