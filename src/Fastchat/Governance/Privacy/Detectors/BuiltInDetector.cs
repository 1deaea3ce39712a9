using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>
/// The built-in detectors: by form, check digits, and the words before. Of findings that overlap the best is taken; what
/// lies between those that are taken is looked through again as if their tags stood there already. So a text that has been
/// masked is never masked any further.
/// </summary>
public sealed class BuiltInDetector : IPiiDetector
{
    private static readonly PatternDetector[] Detectors =
    [
        new EmailDetector(), new UrlCredentialsDetector(), new CardDetector(), new IbanDetector(), new NationalIdDetector(), new IdentityDocumentDetector(),
        new IpAddressDetector(), new BirthDateDetector(), new PhoneDetector(), new BitcoinDetector(), new EthereumDetector(), new NameDetector(),
    ];

    /// <summary>The one instance: it keeps nothing.</summary>
    public static BuiltInDetector Instance { get; } = new();

    /// <inheritdoc />
    public PersonalDataDetector Kind => PersonalDataDetector.BuiltIn;

    /// <inheritdoc />
    public PiiPiece Next(ReadOnlySpan<char> pending, bool isEnd, PiiQuery query) => Segments.Next(pending, isEnd, query.Names);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<PiiFinding>> DetectAsync(ReadOnlyMemory<char> text, int from, PiiQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Detect(text.Span, from, query));

    /// <summary>Finds personal data in a text of any length, piece by piece.</summary>
    /// <param name="text">What came before, and the text.</param>
    /// <param name="from">Where the text begins.</param>
    /// <param name="query">What is looked for.</param>
    /// <param name="findings">Takes the findings, in order.</param>
    public static void DetectAll(ReadOnlySpan<char> text, int from, PiiQuery query, List<PiiFinding> findings)
    {
        var heard = 0;
        while (Segments.Next(text[from..], isEnd: true, query.Names) is { Length: > 0 } piece)
        {
            var (start, settled) = (Math.Max(heard, from - PiiText.ContextLength), from + piece.Settled);
            foreach (var finding in piece.IsDull ? [] : Detect(text[start..(from + piece.Length)], from - start, query))
            {
                if (start + finding.Start >= settled) break;
                findings.Add(finding with { Start = start + finding.Start, End = start + finding.End });
                heard = start + finding.End;
            }

            from = Math.Max(settled, heard);
        }
    }

    /// <summary>Finds personal data in one piece.</summary>
    public static IReadOnlyList<PiiFinding> Detect(ReadOnlySpan<char> text, int from, PiiQuery query)
    {
        List<PiiFinding>? findings = null;
        Find(new PiiText(text, from, text.Length), query, ref findings);
        return findings ?? (IReadOnlyList<PiiFinding>)[];
    }

    private static void Find(PiiText text, PiiQuery query, ref List<PiiFinding>? findings)
    {
        if (Look(text, query) is not { } best) return;
        foreach (var finding in best)
        {
            Find(text.UpTo(finding), query, ref findings);
            (findings ??= []).Add(finding);
            text = text.Behind(finding);
        }

        Find(text, query, ref findings);
    }

    private static List<PiiFinding>? Look(PiiText text, PiiQuery query)
    {
        if (!text.HasWord()) return null;
        var marks = MarksOf(text.Span);
        var offers = new Offers();
        foreach (var detector in Detectors)
        {
            if (query.Types.Contains(detector.Type) && (detector.Needs & ~marks) == 0) detector.Find(text, query, ref offers);
        }

        return offers.Best();
    }

    private static PieceMarks MarksOf(ReadOnlySpan<char> text)
    {
        var marks = PieceMarks.None;
        if (text.IndexOfAnyInRange('0', '9') >= 0) marks |= PieceMarks.Digit;
        if (text.Contains('@')) marks |= PieceMarks.At;
        if (text.Contains(':')) marks |= PieceMarks.Colon;
        return marks;
    }
}
