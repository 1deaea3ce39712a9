namespace Fastchat.ModelGateway.Embeddings;

/// <summary>What is to be embedded.</summary>
/// <param name="Model">The model's name where it is served.</param>
/// <param name="Texts">The texts.</param>
/// <param name="Dimensions">How many numbers a vector shall have; null for the model's own.</param>
public sealed record EmbeddingQuery(string Model, IReadOnlyList<string> Texts, int? Dimensions = null);
