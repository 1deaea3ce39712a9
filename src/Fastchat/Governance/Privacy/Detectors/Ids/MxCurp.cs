namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Population registry codes of Mexico (CURP, RENAPO): letters of the name, date, sex, state, check digit.</summary>
internal sealed class MxCurp() : NationalId("mx_curp", IdEvidence.Number, ["AAAA999999AAAAAAX9"], "curp")
{
    private const string Values = "0123456789ABCDEFGHIJKLMN?OPQRSTUVWXYZ";

    public override bool IsValid(ReadOnlySpan<char> id)
    {
        if (id[10] is not ('H' or 'M' or 'X') || !CheckDigits.IsDay((int)CheckDigits.Number(id[6..8]), (int)CheckDigits.Number(id[8..10]))) return false;
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += Values.IndexOf(id[i], StringComparison.Ordinal) * (18 - i);
        return (10 - (sum % 10)) % 10 == id[17] - '0';
    }
}
