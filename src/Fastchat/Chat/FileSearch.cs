namespace Fastchat.Chat;

/// <summary>The collections that a turn answers from.</summary>
/// <param name="CollectionIds">The collections.</param>
/// <param name="MaxResults">How many passages at most; null for the tenant's setting.</param>
/// <param name="ScoreThreshold">The lowest score; null for the tenant's setting.</param>
/// <param name="Param">The name under which the caller gave the collections, for errors.</param>
/// <param name="TellsText">Whether what is told of the search has the passages' words.</param>
public sealed record FileSearch(IReadOnlyList<string> CollectionIds, int? MaxResults, double? ScoreThreshold, string Param, bool TellsText = false);
