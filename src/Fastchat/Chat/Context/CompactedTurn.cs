using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Context;

/// <summary>A conversation that was made short in a turn.</summary>
/// <param name="Messages">What is left of it, for the model to go on from.</param>
/// <param name="Context">What its caller is told.</param>
/// <param name="Usage">What it cost.</param>
internal sealed record CompactedTurn(IReadOnlyList<ChatMessage> Messages, CompactedContext Context, CompletionUsage Usage);
