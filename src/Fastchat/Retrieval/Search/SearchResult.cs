namespace Fastchat.Retrieval.Search;

/// <summary>What a search found.</summary>
/// <param name="Passages">Best first; empty when the documents do not speak of what was asked.</param>
/// <param name="Candidates">How many chunks were scored exactly.</param>
public sealed record SearchResult(IReadOnlyList<FoundPassage> Passages, int Candidates);
