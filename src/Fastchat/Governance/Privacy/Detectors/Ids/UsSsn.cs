namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Social security numbers of the USA: the areas, groups and serials that the Social Security Administration issues (POMS RM 10201).</summary>
internal sealed class UsSsn() : NationalId("us_ssn", IdEvidence.Form, ["999-99-9999"], "ssn", "ssid", "social security", "soc sec", "ss#", "ssa")
{
    public override bool IsValid(ReadOnlySpan<char> id) =>
        id[..3] is not ("000" or "666") && id[0] != '9' && id[3..5] is not "00" && id[5..] is not "0000" && !CheckDigits.AllSame(id);
}
