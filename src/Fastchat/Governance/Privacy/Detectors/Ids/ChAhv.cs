namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Insurance numbers of Switzerland (AHV-Nummer, AHVV Art. 133): 756 and the check digit of EAN-13.</summary>
internal sealed class ChAhv() : NationalId("ch_ahv", IdEvidence.Number, ["999.9999.9999.99"], "ahv", "avs", "sozialversicherung")
{
    public override bool IsValid(ReadOnlySpan<char> id) => id[..3] is "756" && CheckDigits.Weighted(id, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1) % 10 == 0;
}
