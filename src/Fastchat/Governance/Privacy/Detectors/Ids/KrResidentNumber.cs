namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Residents' numbers of Korea: date of birth, then 1 to 8 for sex and century; since 2020 without a check digit.</summary>
internal sealed class KrResidentNumber() : NationalId("kr_resident_number", IdEvidence.Form, ["999999-9999999"], "주민등록번호", "resident registration", "rrn")
{
    public override bool IsValid(ReadOnlySpan<char> id) => id[6] is >= '1' and <= '8' && CheckDigits.IsDay((int)CheckDigits.Number(id[2..4]), (int)CheckDigits.Number(id[4..6]));
}
