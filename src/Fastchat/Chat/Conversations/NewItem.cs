using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Conversations;

/// <summary>An item that is to be added to a conversation.</summary>
/// <param name="Item">The item, with its id.</param>
/// <param name="Metadata">The caller's own notes; null for none.</param>
public sealed record NewItem(ResponseItem Item, IReadOnlyDictionary<string, string>? Metadata = null);
