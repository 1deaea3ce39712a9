using Fastchat.Language;

namespace Fastchat.ModelGateway.BuiltIn;

/// <summary>A sentence that may be quoted.</summary>
/// <param name="Passage">Its passage's index.</param>
/// <param name="Index">Its index among the passage's sentences.</param>
/// <param name="Sentence">Where it stands.</param>
/// <param name="Terms">Its terms.</param>
/// <param name="Context">The terms of the heading above it, or of the question it answers, and of the sentence before.</param>
internal sealed record QuoteCandidate(int Passage, int Index, Sentence Sentence, IReadOnlySet<string> Terms, IReadOnlySet<string> Context);
