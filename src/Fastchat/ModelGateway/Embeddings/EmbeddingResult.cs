namespace Fastchat.ModelGateway.Embeddings;

/// <summary>Vectors, in the order of the texts.</summary>
/// <param name="Vectors">The vectors.</param>
/// <param name="PromptTokens">The tokens read, as the provider counts them; null where it does not say.</param>
public sealed record EmbeddingResult(IReadOnlyList<float[]> Vectors, long? PromptTokens);
