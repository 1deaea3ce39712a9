namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Social insurance numbers of Canada (SIN): Luhn's digit; none begins with 0 or 8.</summary>
internal sealed class CaSin() : NationalId("ca_sin", IdEvidence.Form, ["999 999 999"], "sin", "social insurance", "assurance sociale", "nas")
{
    public override bool IsValid(ReadOnlySpan<char> id) => id[0] is not ('0' or '8') && !CheckDigits.AllSame(id) && CheckDigits.Luhn(id);
}
