namespace Fastchat.Governance.Privacy;

/// <summary>How much of a growing text can be judged by itself.</summary>
/// <param name="Length">How long the piece is, in UTF-16 units; 0 while more must be seen.</param>
/// <param name="Settled">
/// What begins before this is settled with the piece; what comes after is looked at again with the next one. As long as the
/// piece, but for texts that offer no place to cut.
/// </param>
/// <param name="IsDull">Whether nothing can be in it, so that nobody need look.</param>
public readonly record struct PiiPiece(int Length, int Settled, bool IsDull = false)
{
    /// <summary>More must be seen.</summary>
    public static PiiPiece None => default;

    /// <summary>A piece that is settled as a whole.</summary>
    public static PiiPiece Whole(int length, bool isDull = false) => new(length, length, isDull);
}
