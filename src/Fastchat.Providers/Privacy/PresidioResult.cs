namespace Fastchat.Providers.Privacy;

/// <summary>A finding of a Presidio Analyzer.</summary>
/// <param name="EntityType">Its kind, for example PERSON.</param>
/// <param name="Start">Where it begins, in code points.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Score">How sure it is, 0 to 1.</param>
public sealed record PresidioResult(string EntityType, int Start, int End, double Score);
