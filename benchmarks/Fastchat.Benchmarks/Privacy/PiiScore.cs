using Fastchat.Governance.Privacy;

namespace Fastchat.Benchmarks.Privacy;

/// <summary>How findings compare with what is marked. A finding is right when it is of the same kind and shares half of what the two cover.</summary>
internal sealed class PiiScore
{
    /// <summary>Marked and found.</summary>
    public int Right { get; private set; }

    /// <summary>Of those, found from the first to the last character.</summary>
    public int Exact { get; private set; }

    /// <summary>Found and not marked.</summary>
    public int Wrong { get; private set; }

    /// <summary>Marked and not found.</summary>
    public int Missed { get; private set; }

    /// <summary>The share of findings that are right; not a number without findings.</summary>
    public double Precision => (double)Right / (Right + Wrong);

    /// <summary>The share of what is marked that is found; not a number when nothing is.</summary>
    public double Recall => (double)Right / (Right + Missed);

    /// <summary>Their harmonic mean.</summary>
    public double F1 => 2d * Right / ((2 * Right) + Wrong + Missed);

    /// <summary>Counts one kind over marked texts.</summary>
    public static PiiScore Of(PiiType type, IEnumerable<PiiDocument> documents, Action<string>? tell = null)
    {
        var score = new PiiScore();
        foreach (var document in documents) score.Count(type, document, tell);
        return score;
    }

    private void Count(PiiType type, PiiDocument document, Action<string>? tell)
    {
        var found = Find(document.Text).Where(f => f.Type == type).ToList();
        foreach (var (_, start, end) in document.Labels.Where(l => l.Type == type))
        {
            var at = found.FindIndex(f => !document.HasPlaces || Shared(f, start, end) >= 0.5);
            if (at < 0)
            {
                Missed++;
                tell?.Invoke($"missed {type}: '{document.Text[start..end]}' in: {document.Text}");
                continue;
            }

            Right++;
            if (!document.HasPlaces || (found[at].Start == start && found[at].End == end)) Exact++;
            if (!document.HasPlaces) found.Clear();
            else found.RemoveAt(at);
        }

        Wrong += found.Count;
        foreach (var finding in found) tell?.Invoke($"wrong {type} ({finding.Rule}): '{document.Text[finding.Start..finding.End]}' in: {document.Text}");
    }

    private static List<PiiFinding> Find(string text)
    {
        var findings = new List<PiiFinding>();
        Governance.Privacy.Detectors.BuiltInDetector.DetectAll(text, 0, PiiQuery.All, findings);
        return findings;
    }

    private static double Shared(PiiFinding finding, int start, int end)
    {
        var shared = Math.Min(finding.End, end) - Math.Max(finding.Start, start);
        return shared <= 0 ? 0 : (double)shared / (Math.Max(finding.End, end) - Math.Min(finding.Start, start));
    }
}
