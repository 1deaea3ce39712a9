namespace Fastchat.LoadTests.Calls;

/// <summary>How a call ended.</summary>
internal enum CallOutcome
{
    /// <summary>It has not.</summary>
    Open,

    /// <summary>Every token arrived, once and in order, and the end is a proper one.</summary>
    Whole,

    /// <summary>It was refused before the first token, with a proper error.</summary>
    Refused,

    /// <summary>Anything else: cut short, out of order, an error in mid-stream.</summary>
    Broken,
}
