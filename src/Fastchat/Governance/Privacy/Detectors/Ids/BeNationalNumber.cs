namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>National numbers of Belgium (rijksregisternummer, KB 3 april 1984): 97 less the first nine digits modulo 97, with a 2 before them for those born from 2000 on.</summary>
internal sealed class BeNationalNumber() : NationalId("be_national_number", IdEvidence.Form, ["99.99.99-999.99"], "rijksregister", "registre national", "numéro national", "insz", "niss")
{
    public override bool IsValid(ReadOnlySpan<char> id)
    {
        var (first, check) = (CheckDigits.Number(id[..9]), CheckDigits.Number(id[9..]));
        return !CheckDigits.AllSame(id) && (97 - (first % 97) == check || 97 - ((2_000_000_000 + first) % 97) == check);
    }
}
