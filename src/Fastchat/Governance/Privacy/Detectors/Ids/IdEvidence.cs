namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>What it takes to believe that a valid number is one of its kind. Words that say so always do.</summary>
internal enum IdEvidence
{
    /// <summary>Only words: too many other numbers pass.</summary>
    Words,

    /// <summary>The way it is written, all its separators in place.</summary>
    Form,

    /// <summary>The number alone: letters or checks make it unlike others.</summary>
    Number,
}
