namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Business numbers of Australia, which people who work for themselves have too (ABN, ABR): the first digit less 1, modulo 89.</summary>
internal sealed class AuAbn() : NationalId("au_abn", IdEvidence.Form, ["99 999 999 999"], "abn", "business number")
{
    public override bool IsValid(ReadOnlySpan<char> id) => id[0] != '0' && (CheckDigits.Weighted(id, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19) - 10) % 89 == 0;
}
