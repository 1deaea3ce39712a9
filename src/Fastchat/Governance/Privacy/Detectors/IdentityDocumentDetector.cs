namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>
/// Numbers of passports and driving licences. Their forms differ from state to state and have no check digits, so that only
/// the words before them can say what they are: five to fifteen letters and digits, five digits among them.
/// </summary>
internal sealed class IdentityDocumentDetector() : PatternDetector(PiiType.NationalId, PieceMarks.Digit)
{
    private static readonly ContextWords Documents = new(
        "passport", "driver license", "driver's license", "drivers license", "driver licence", "driver's licence", "driving licence", "driving license", "driver’s license",
        "reisepass", "führerschein", "passeport", "permis de conduire", "pasaporte", "carnet de conducir", "licencia de conducir", "passaporto", "patente di guida", "paspoort", "rijbewijs", "护照", "旅券", "паспорт");

    public override void Find(PiiText text, PiiQuery query, ref Offers offers)
    {
        for (var at = text.From; at < text.To; at++)
        {
            if (!char.IsAsciiLetterOrDigit(text[at])) continue;
            var end = at;
            var digits = 0;
            while (char.IsAsciiLetterOrDigit(text[end]) || (text[end] == '*' && end > at))
            {
                if (char.IsAsciiDigit(text[end])) digits++;
                end++;
            }

            if (digits >= 5) Offer(text, at, end, ref offers);
            at = end;
        }
    }

    // In "mypassportnumberis912803456" the number begins with its first digit.
    private static void Offer(PiiText text, int start, int end, ref Offers offers)
    {
        if (text.Slice(start, end).IndexOfAnyInRange('0', '9') is > 2 and var first && text.Slice(start, end).IndexOfAnyInRange('a', 'z') >= 0) start += first;
        if (end - start is >= 5 and <= 15 && text.Says(Documents, start) && text[start - 1] is not ('.' or '-' or '/' or '+')) offers.Add(new PiiFinding(PiiType.NationalId, start, end, 0.9, "identity_document"));
    }
}
