namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Taxpayers' numbers of Brazil (CPF, Receita Federal): two check digits modulo 11.</summary>
internal sealed class BrCpf() : NationalId("br_cpf", IdEvidence.Form, ["999.999.999-99"], "cpf", "pessoa física", "pessoas físicas")
{
    public override bool IsValid(ReadOnlySpan<char> id) =>
        !CheckDigits.AllSame(id)
        && CheckDigits.Weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10 == id[9] - '0'
        && CheckDigits.Weighted(id, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10 == id[10] - '0';
}
