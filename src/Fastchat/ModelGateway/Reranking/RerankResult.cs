namespace Fastchat.ModelGateway.Reranking;

/// <summary>The texts, best first.</summary>
/// <param name="Ranks">Place and score of each.</param>
public sealed record RerankResult(IReadOnlyList<TextRank> Ranks);
