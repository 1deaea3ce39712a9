namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Identity numbers of residents of China (GB 11643-1999): region, date of birth, order, check by ISO/IEC 7064 MOD 11-2.</summary>
internal sealed class CnResidentId() : NationalId("cn_resident_id", IdEvidence.Number, ["99999999999999999X"], "身份证", "公民身份", "resident id", "identity card")
{
    public override bool IsValid(ReadOnlySpan<char> id) =>
        id[0] is >= '1' and <= '8' && id[6..8] is "18" or "19" or "20" && CheckDigits.IsDay((int)CheckDigits.Number(id[10..12]), (int)CheckDigits.Number(id[12..14]))
        && "10X98765432"[CheckDigits.Weighted(id, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2) % 11] == id[17];
}
