namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>
/// Tax numbers of people in Germany (Steuer-Identifikationsnummer, § 139b AO): ISO/IEC 7064 MOD 11,10; of the first ten
/// digits one stands there two or three times and the others once at most.
/// </summary>
internal sealed class DeTaxId() : NationalId("de_tax_id", IdEvidence.Form, ["99 999 999 999"], "steuer-id", "steuerid", "steueridentifikation", "steuer-identifikation", "steuernummer", "idnr", "tin", "tax id")
{
    public override bool IsValid(ReadOnlySpan<char> id) => id[0] != '0' && HasOneRepeated(id[..10]) && CheckDigits.Mod1110(id);

    private static bool HasOneRepeated(ReadOnlySpan<char> digits)
    {
        var repeated = 0;
        for (var digit = '0'; digit <= '9'; digit++)
        {
            var count = digits.Count(digit);
            if (count > 3) return false;
            if (count > 1) repeated++;
        }

        return repeated == 1;
    }
}
