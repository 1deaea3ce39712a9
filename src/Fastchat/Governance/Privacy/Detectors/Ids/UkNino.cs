namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>National insurance numbers of the United Kingdom: prefixes and suffixes that HMRC issues (NIM39110).</summary>
internal sealed class UkNino() : NationalId("uk_nino", IdEvidence.Number, ["AA 99 99 99 A"], "national insurance", "nino", "ni number")
{
    public override bool IsValid(ReadOnlySpan<char> id) =>
        !"DFIQUV".Contains(id[0], StringComparison.Ordinal) && !"DFIOQUV".Contains(id[1], StringComparison.Ordinal)
        && id[..2] is not ("BG" or "GB" or "NK" or "KN" or "TN" or "NT" or "ZZ") && id[8] is >= 'A' and <= 'D';
}
