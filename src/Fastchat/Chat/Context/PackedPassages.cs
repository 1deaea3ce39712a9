using Fastchat.Contracts.Retrieval.V1;

namespace Fastchat.Chat.Context;

/// <summary>The passages that a model is given.</summary>
/// <param name="Passages">They, best first.</param>
/// <param name="Shortened">How many of them are not whole.</param>
/// <param name="Dropped">How many were left out.</param>
/// <param name="Tokens">The tokens they take.</param>
internal sealed record PackedPassages(IReadOnlyList<Passage> Passages, int Shortened, int Dropped, long Tokens);
