namespace Fastchat.Governance.Privacy;

/// <summary>Personal data found in a text.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Start">Where it begins, in UTF-16 units of the text that was looked through.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Score">How sure it is, 0 to 1.</param>
/// <param name="Rule">What found it, for example <c>us_ssn</c>.</param>
public readonly record struct PiiFinding(PiiType Type, int Start, int End, double Score, string Rule)
{
    /// <summary>How long it is, in UTF-16 units.</summary>
    public int Length => End - Start;

    /// <summary>Whether it is to be preferred where two overlap: the surer one, then the longer, then the first.</summary>
    public bool Beats(PiiFinding other)
    {
        if (Score != other.Score) return Score > other.Score;
        if (Length != other.Length) return Length > other.Length;
        return Start != other.Start ? Start < other.Start : Type < other.Type;
    }
}
