namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>What the detectors found in a piece; findings may overlap.</summary>
internal ref struct Offers
{
    private List<PiiFinding>? _all;

    /// <summary>Takes a finding.</summary>
    public void Add(PiiFinding finding)
    {
        if (finding.Length is > 0 and <= Segments.LongestFinding) (_all ??= []).Add(finding);
    }

    /// <summary>The best that do not overlap, in order; null for none.</summary>
    public readonly List<PiiFinding>? Best()
    {
        if (_all is not { Count: > 1 }) return _all;
        _all.Sort(static (a, b) => a.Beats(b) ? -1 : b.Beats(a) ? 1 : 0);
        var best = new List<PiiFinding>();
        foreach (var finding in _all)
        {
            if (!best.Exists(b => finding.Start < b.End && b.Start < finding.End)) best.Add(finding);
        }

        best.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return best;
    }
}
