using Fastchat.Governance.Privacy.Detectors.Ids;

namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>National numbers of people, each by its own published rule.</summary>
internal sealed class NationalIdDetector() : PatternDetector(PiiType.NationalId, PieceMarks.Digit)
{
    private static readonly NationalId[] Ids =
    [
        new AuAbn(), new AuMedicare(), new AuTfn(), new BeNationalNumber(), new BrCpf(), new CaSin(), new ChAhv(), new CnResidentId(), new DeTaxId(), new DkCpr(),
        new EsDni(), new EsNie(), new FiHetu(), new FrNir(), new InAadhaar(), new InPan(), new ItFiscalCode(), new KrResidentNumber(), new MxCurp(), new NlBsn(), new NoBirthNumber(), new PhTin(), new PlPesel(),
        new SePersonalNumber(), new SgNric(), new TrIdentityNumber(), new UkNhs(), new UkNino(), new UsItin(), new UsSsn(), new ZaIdentityNumber(),
    ];

    /// <summary>The numbers that are known, by name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Ids.Select(id => id.Name)];

    public override void Find(PiiText text, PiiQuery query, ref Offers offers)
    {
        for (var at = text.From; at < text.To; at++)
        {
            if (!char.IsAsciiLetterOrDigit(text[at]) || !IdForm.IsStart(text, at) || !MayBegin(text, at)) continue;
            foreach (var id in Ids) Find(text, at, id, ref offers);
        }
    }

    // What all forms share: six digits first, or a few letters and a digit soon; only Italy's may be letters throughout.
    private static bool MayBegin(PiiText text, int at)
    {
        if (char.IsAsciiDigit(text[at])) return HasDigits(text, at, 6);
        var end = at;
        while (end - at <= 18 && char.IsAsciiLetter(text[end])) end++;
        return end - at >= 7 ? end - at == 16 || char.IsAsciiDigit(text[end]) : HasDigits(text, char.IsAsciiDigit(text[end]) ? end : end + 1, 1);
    }

    private static bool HasDigits(PiiText text, int at, int wanted)
    {
        for (var digits = 0; char.IsAsciiDigit(text[at]);)
        {
            if (++digits == wanted) return true;
            at += char.IsAsciiDigit(text[at + 1]) ? 1 : 2;
        }

        return false;
    }

    private static void Find(PiiText text, int at, NationalId id, ref Offers offers)
    {
        Span<char> buffer = stackalloc char[IdForm.Longest];
        foreach (var form in id.Forms)
        {
            var (count, end) = IdForm.Read(text, at, form, buffer, out var isWhole);
            if (count == 0 || !id.IsValid(buffer[..count])) continue;
            if (Score(text, at, id, isWhole) is > 0 and var score) offers.Add(new PiiFinding(PiiType.NationalId, at, end, score, id.Name));
        }
    }

    private static double Score(PiiText text, int at, NationalId id, bool isWhole)
    {
        if (text.Says(id.Words, at) || text.Follows(PiiType.NationalId, at)) return isWhole ? 0.95 : 0.92;
        return id.Evidence switch
        {
            IdEvidence.Number => 0.75,
            IdEvidence.Form when isWhole => 0.7,
            _ => 0,
        };
    }
}
