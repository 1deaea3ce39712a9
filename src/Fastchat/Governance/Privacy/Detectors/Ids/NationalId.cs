namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>A kind of number that a state gives to people.</summary>
/// <param name="name">Its name: country and number, <c>us_ssn</c>.</param>
/// <param name="evidence">What it takes to believe it.</param>
/// <param name="forms">How it is written: 9 a digit, A a letter, X either; anything else a separator that may be missing.</param>
/// <param name="words">Words that say what it is.</param>
internal abstract class NationalId(string name, IdEvidence evidence, string[] forms, params string[] words)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What it takes to believe it.</summary>
    public IdEvidence Evidence => evidence;

    /// <summary>How it is written.</summary>
    public IReadOnlyList<string> Forms => forms;

    /// <summary>Words that say what it is.</summary>
    public ContextWords Words { get; } = new(words);

    /// <summary>Whether a number of one of the forms, in upper case and without separators, can be one.</summary>
    public abstract bool IsValid(ReadOnlySpan<char> id);
}
