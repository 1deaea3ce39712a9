namespace Fastchat.Tools;

/// <summary>How far a call is.</summary>
/// <param name="Message">The same for people; may be empty.</param>
/// <param name="Fraction">0 to 1; null where nobody knows.</param>
public readonly record struct ToolProgress(string Message, double? Fraction = null);
