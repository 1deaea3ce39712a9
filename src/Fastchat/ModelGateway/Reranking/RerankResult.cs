namespace Fastchat.ModelGateway.Reranking;

/// <summary>The texts, best first.</summary>
/// <param name="Ranks">Place and score of each.</param>
/// <param name="PromptTokens">The tokens read, as the provider counts them; null where it does not say.</param>
public sealed record RerankResult(IReadOnlyList<TextRank> Ranks, long? PromptTokens = null);
