namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Personal numbers of Sweden (personnummer, folkbokföringslag 1991:481 § 18): date of birth, order, Luhn's digit; a day above 60 for those who do not live there.</summary>
internal sealed class SePersonalNumber() : NationalId("se_personal_number", IdEvidence.Form, ["999999-9999", "99999999-9999", "999999+9999"], "personnummer", "personal number", "samordningsnummer")
{
    public override bool IsValid(ReadOnlySpan<char> id)
    {
        var last = id[^10..];
        if (id.Length == 12 && id[..2] is not ("18" or "19" or "20")) return false;
        return CheckDigits.IsDay((int)CheckDigits.Number(last[2..4]), (int)CheckDigits.Number(last[4..6]) % 60) && CheckDigits.Luhn(last);
    }
}
