namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Birth numbers of Norway (fødselsnummer, Skatteetaten): date of birth (a day above 40 for D-numbers), two check digits modulo 11.</summary>
internal sealed class NoBirthNumber() : NationalId("no_birth_number", IdEvidence.Form, ["999999 99999"], "fødselsnummer", "fodselsnummer", "personnummer", "d-nummer")
{
    public override bool IsValid(ReadOnlySpan<char> id) =>
        CheckDigits.IsDay((int)CheckDigits.Number(id[2..4]), (int)CheckDigits.Number(id[..2]) % 40)
        && CheckDigits.Weighted(id, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11 == 0 && CheckDigits.Weighted(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
}
