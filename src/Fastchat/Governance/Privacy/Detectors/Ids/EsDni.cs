namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Identity numbers of Spain (DNI, Real Decreto 1553/2005): eight digits, and the letter of their remainder by 23.</summary>
internal sealed class EsDni() : NationalId("es_dni", IdEvidence.Number, ["99999999-A", "99.999.999-A"], "dni", "nif", "documento nacional", "identidad")
{
    /// <summary>The letters by remainder.</summary>
    public const string Letters = "TRWAGMYFPDXBNJZSQVHLCKE";

    public override bool IsValid(ReadOnlySpan<char> id) => Letters[(int)(CheckDigits.Number(id[..8]) % 23)] == id[8];
}
