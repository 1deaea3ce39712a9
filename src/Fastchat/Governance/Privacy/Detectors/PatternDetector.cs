namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>
/// Finds one kind of personal data by its form. A detector looks no further than the longest finding from any place, so
/// that the work is linear whatever the text.
/// </summary>
/// <param name="type">What it finds.</param>
/// <param name="needs">What a piece must hold for it to look.</param>
internal abstract class PatternDetector(PiiType type, PieceMarks needs)
{
    /// <summary>What it finds.</summary>
    public PiiType Type => type;

    /// <summary>What a piece must hold for it to look.</summary>
    public PieceMarks Needs => needs;

    /// <summary>Offers what it finds in a piece.</summary>
    public abstract void Find(PiiText text, PiiQuery query, ref Offers offers);
}
