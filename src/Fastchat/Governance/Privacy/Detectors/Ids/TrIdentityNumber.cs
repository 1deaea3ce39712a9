namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Identity numbers of Turkey (T.C. kimlik numarası): two check digits modulo 10.</summary>
internal sealed class TrIdentityNumber() : NationalId("tr_identity_number", IdEvidence.Words, ["99999999999"], "kimlik", "tckn", "t.c.")
{
    public override bool IsValid(ReadOnlySpan<char> id)
    {
        var odd = CheckDigits.Weighted(id, 1, 0, 1, 0, 1, 0, 1, 0, 1);
        var even = CheckDigits.Weighted(id, 0, 1, 0, 1, 0, 1, 0, 1);
        return id[0] != '0' && ((odd * 7) - even + 100) % 10 == id[9] - '0' && (odd + even + id[9] - '0') % 10 == id[10] - '0';
    }
}
