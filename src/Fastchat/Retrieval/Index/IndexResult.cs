namespace Fastchat.Retrieval.Index;

/// <summary>What a query found.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="Candidates">How many chunks were scored exactly.</param>
public sealed record IndexResult(IReadOnlyList<IndexHit> Hits, int Candidates);
