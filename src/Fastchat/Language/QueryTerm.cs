namespace Fastchat.Language;

/// <summary>A term of a question.</summary>
/// <param name="Text">The term, as <see cref="Analyzer.Terms"/> gives it.</param>
/// <param name="Weight">How much it says about the question's subject, 0 to 1.</param>
internal readonly record struct QueryTerm(string Text, double Weight);
