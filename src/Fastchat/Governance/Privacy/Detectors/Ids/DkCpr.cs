namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Personal numbers of Denmark (CPR): date of birth and order; since 2007 without a check digit, so that words must say it.</summary>
internal sealed class DkCpr() : NationalId("dk_cpr", IdEvidence.Words, ["999999-9999"], "cpr", "personnummer")
{
    public override bool IsValid(ReadOnlySpan<char> id) => CheckDigits.IsDay((int)CheckDigits.Number(id[2..4]), (int)CheckDigits.Number(id[..2]));
}
