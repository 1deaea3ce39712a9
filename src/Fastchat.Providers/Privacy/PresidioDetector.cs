using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Privacy;
using Fastchat.Governance.Privacy.Detectors;

namespace Fastchat.Providers.Privacy;

/// <summary>
/// A Presidio Analyzer, and the built-in detectors beside it: it knows people and places by what is said of them, they know
/// check digits and listed names. Of findings that overlap the surer one is taken. Answers are given to it in sentences.
/// </summary>
public sealed class PresidioDetector(PresidioClient client) : IPiiDetector
{
    /// <summary>The most text that is sent at once, in UTF-16 units.</summary>
    public const int LongestPiece = 16 * 1024;

    // A stream that has no sentences is given to it in halves of this.
    private const int Window = 1024;

    // What a single call costs makes a very short sentence wait for the next.
    private const int ShortestPiece = 80;

    /// <inheritdoc />
    public PersonalDataDetector Kind => PersonalDataDetector.Presidio;

    /// <inheritdoc />
    public PiiPiece Next(ReadOnlySpan<char> pending, bool isEnd, PiiQuery query)
    {
        if (isEnd && pending.Length <= LongestPiece) return PiiPiece.Whole(pending.Length, isDull: pending.IsWhiteSpace());
        var most = isEnd ? LongestPiece : Window;
        var known = pending[..Math.Min(pending.Length, most)];
        var cut = isEnd ? LastSentence(known) : FirstSentence(known);
        if (cut > 0) return PiiPiece.Whole(cut, isDull: known[..cut].IsWhiteSpace());
        if (pending.Length < most) return PiiPiece.None;
        var settled = most / 2;
        return new PiiPiece(most, char.IsHighSurrogate(known[settled - 1]) ? settled - 1 : settled);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<PiiFinding>> DetectAsync(ReadOnlyMemory<char> text, int from, PiiQuery query, CancellationToken cancellationToken)
    {
        var results = await client.AnalyzeAsync(text.ToString(), cancellationToken);
        var found = new List<PiiFinding>();
        BuiltInDetector.DetectAll(text.Span, from, query, found);
        Add(found, results, text.Span, from, query);
        return Best(found);
    }

    private static int FirstSentence(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i - 1] == '\n' || (i > ShortestPiece && IsSentenceEnd(text, i))) return i;
        }

        return 0;
    }

    private static int LastSentence(ReadOnlySpan<char> text)
    {
        for (var i = text.Length - 1; i > text.Length / 2; i--)
        {
            if (text[i - 1] == '\n' || IsSentenceEnd(text, i)) return i;
        }

        return 0;
    }

    private static bool IsSentenceEnd(ReadOnlySpan<char> text, int at) => text[at] == ' ' && text[at - 1] is '.' or '!' or '?' && (at < 3 || text[at - 3] is not (' ' or '.'));

    private static void Add(List<PiiFinding> found, IReadOnlyList<PresidioResult> results, ReadOnlySpan<char> text, int from, PiiQuery query)
    {
        if (results.Count == 0) return;
        var indexes = IndexesOf(text);
        foreach (var result in results)
        {
            if (result.Start < 0 || result.End <= result.Start || result.End >= indexes.Count)
                throw new FastchatException(ErrorReason.UpstreamUnavailable, "Personal data cannot be looked for by the Presidio Analyzer: it names places that are not in the text.");
            if (PresidioEntities.TypeOf(result.EntityType) is not { } type || !query.Types.Contains(type)) continue;
            var (start, end) = (indexes[result.Start], indexes[result.End]);
            if (start >= from) found.Add(new PiiFinding(type, start, end, result.Score, "presidio"));
        }
    }

    // The UTF-16 index of each code point, and of the end.
    private static List<int> IndexesOf(ReadOnlySpan<char> text)
    {
        var indexes = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length; i++)
        {
            indexes.Add(i);
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
        }

        indexes.Add(text.Length);
        return indexes;
    }

    private static List<PiiFinding> Best(List<PiiFinding> found)
    {
        found.Sort((a, b) => a.Beats(b) ? -1 : b.Beats(a) ? 1 : 0);
        var best = new List<PiiFinding>();
        foreach (var finding in found)
        {
            if (!best.Exists(b => finding.Start < b.End && b.Start < finding.End)) best.Add(finding);
        }

        best.Sort((a, b) => a.Start.CompareTo(b.Start));
        return best;
    }
}
