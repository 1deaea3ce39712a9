namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Individual taxpayer numbers of the USA: 9, and a group of 50 to 65, 70 to 88, 90 to 92 or 94 to 99 (IRS, IRM 3.21.263).</summary>
internal sealed class UsItin() : NationalId("us_itin", IdEvidence.Form, ["999-99-9999"], "itin", "taxpayer", "tax id", "tin")
{
    public override bool IsValid(ReadOnlySpan<char> id) =>
        id[0] == '9' && CheckDigits.Number(id[3..5]) is (>= 50 and <= 65) or (>= 70 and <= 88) or (>= 90 and <= 92) or >= 94;
}
