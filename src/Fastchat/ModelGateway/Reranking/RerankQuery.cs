namespace Fastchat.ModelGateway.Reranking;

/// <summary>What is to be ranked.</summary>
/// <param name="Model">The model's name where it is served.</param>
/// <param name="Question">The question.</param>
/// <param name="Texts">The texts.</param>
/// <param name="Top">How many of the best are wanted; null for all.</param>
public sealed record RerankQuery(string Model, string Question, IReadOnlyList<string> Texts, int? Top = null);
