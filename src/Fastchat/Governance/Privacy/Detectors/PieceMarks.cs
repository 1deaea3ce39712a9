namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>What is in a piece of text: a detector that needs more need not look.</summary>
[Flags]
internal enum PieceMarks
{
    /// <summary>Anything.</summary>
    None = 0,

    /// <summary>A digit.</summary>
    Digit = 1,

    /// <summary>An at sign.</summary>
    At = 2,

    /// <summary>A colon.</summary>
    Colon = 4,
}
