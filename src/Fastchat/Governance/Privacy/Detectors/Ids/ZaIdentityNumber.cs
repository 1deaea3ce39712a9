namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Identity numbers of South Africa (Identification Act 68 of 1997): date of birth, order, citizenship 0 to 2, Luhn's digit.</summary>
internal sealed class ZaIdentityNumber() : NationalId("za_identity_number", IdEvidence.Form, ["999999 9999 999"], "id number", "identity number", "south african id", "rsa id")
{
    public override bool IsValid(ReadOnlySpan<char> id) =>
        id[10] is >= '0' and <= '2' && CheckDigits.IsDay((int)CheckDigits.Number(id[2..4]), (int)CheckDigits.Number(id[4..6])) && CheckDigits.Luhn(id);
}
