namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Medicare card numbers of Australia: 2 to 6 first, weights 1 3 7 9 modulo 10, then the issue.</summary>
internal sealed class AuMedicare() : NationalId("au_medicare", IdEvidence.Form, ["9999 99999 9"], "medicare")
{
    public override bool IsValid(ReadOnlySpan<char> id) => id[0] is >= '2' and <= '6' && CheckDigits.Weighted(id, 1, 3, 7, 9, 1, 3, 7, 9) % 10 == id[8] - '0';
}
