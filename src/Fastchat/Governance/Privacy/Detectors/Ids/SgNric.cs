namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Identity numbers of Singapore (NRIC, FIN): the series S, T, F, G and M, weights 2 7 6 5 4 3 2 and a letter modulo 11.</summary>
internal sealed class SgNric() : NationalId("sg_nric", IdEvidence.Number, ["A9999999A"], "nric", "fin", "identity card")
{
    public override bool IsValid(ReadOnlySpan<char> id)
    {
        var sum = CheckDigits.Weighted(id[1..], 2, 7, 6, 5, 4, 3, 2);
        return id[0] switch
        {
            'S' => "JZIHGFEDCBA"[sum % 11] == id[8],
            'T' => "JZIHGFEDCBA"[(sum + 4) % 11] == id[8],
            'F' => "XWUTRQPNMLK"[sum % 11] == id[8],
            'G' => "XWUTRQPNMLK"[(sum + 4) % 11] == id[8],
            'M' => "KLJNPQRTUWX"[10 - ((sum + 3) % 11)] == id[8],
            _ => false,
        };
    }
}
