namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Citizens' numbers of the Netherlands (BSN, Besluit burgerservicenummer): the test by eleven, its last weight -1.</summary>
internal sealed class NlBsn() : NationalId("nl_bsn", IdEvidence.Words, ["9999.99.999", "999 999 999"], "bsn", "burgerservice", "sofinummer", "sofi-nummer")
{
    public override bool IsValid(ReadOnlySpan<char> id) => !CheckDigits.AllSame(id) && CheckDigits.Weighted(id, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0;
}
