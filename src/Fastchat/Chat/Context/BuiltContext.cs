using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Retrieval.V1;
using Fastchat.ModelGateway.Tokens;

namespace Fastchat.Chat.Context;

/// <summary>All that a model is given in a turn.</summary>
/// <param name="Parameters">The parameters as the model gets them.</param>
/// <param name="Prepended">How many messages stand before the caller's own.</param>
/// <param name="Passages">The passages they quote; null when nothing was searched.</param>
internal sealed record BuiltContext(ChatCompletionParams Parameters, int Prepended, IReadOnlyList<Passage>? Passages)
{
    /// <summary>What was left out; null when nothing was.</summary>
    public ContextReport? Report { get; init; }

    /// <summary>What was made short; null when nothing was.</summary>
    public CompactedTurn? Compacted { get; init; }

    /// <summary>What is known of its length; null for nothing.</summary>
    public PromptCount? Counted { get; init; }
}
