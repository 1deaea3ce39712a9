using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Context;

/// <summary>What a model said to an <see cref="Aside"/>.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Usage">What they cost.</param>
internal sealed record AsideAnswer(string Text, CompletionUsage Usage);
