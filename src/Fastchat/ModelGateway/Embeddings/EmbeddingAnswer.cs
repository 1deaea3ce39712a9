namespace Fastchat.ModelGateway.Embeddings;

/// <summary>Vectors, in the order of the texts, and what they cost.</summary>
/// <param name="Vectors">The vectors, all of one length. They are not to be changed: others may be given the same.</param>
/// <param name="PromptTokens">The tokens that a model read; texts whose vectors were remembered count none.</param>
/// <param name="IsEstimated">Whether the tokens were guessed, because the provider did not say.</param>
public sealed record EmbeddingAnswer(IReadOnlyList<float[]> Vectors, long PromptTokens, bool IsEstimated);
