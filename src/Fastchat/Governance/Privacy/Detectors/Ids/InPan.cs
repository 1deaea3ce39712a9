namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>Permanent account numbers of India (PAN, Income-tax Rules, rule 114): five letters, four digits, a letter. Its check letter is not published, so words must say it.</summary>
internal sealed class InPan() : NationalId("in_pan", IdEvidence.Words, ["AAAAA9999A"], "pan", "permanent account", "income tax")
{
    public override bool IsValid(ReadOnlySpan<char> id) => id[5..9] is not "0000";
}
