namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Aadhaar numbers of India (UIDAI): twelve digits that begin with 2 to 9, check digit by Verhoeff.</summary>
internal sealed class InAadhaar() : NationalId("in_aadhaar", IdEvidence.Form, ["9999 9999 9999"], "aadhaar", "aadhar", "uidai", "आधार")
{
    public override bool IsValid(ReadOnlySpan<char> id) => id[0] >= '2' && !CheckDigits.AllSame(id) && CheckDigits.Verhoeff(id);
}
