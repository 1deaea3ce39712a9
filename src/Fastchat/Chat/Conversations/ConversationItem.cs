using Fastchat.Chat.Responses;
using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Conversations;

/// <summary>An item in its place in a conversation.</summary>
/// <param name="Sequence">Its place: higher than that of all before it, and never given to another item of the conversation.</param>
/// <param name="Item">The item.</param>
/// <param name="Metadata">The caller's own notes, which threads' messages have.</param>
/// <param name="CreatedAt">When it was added.</param>
public sealed record ConversationItem(long Sequence, ResponseItem Item, IReadOnlyDictionary<string, string> Metadata, DateTimeOffset CreatedAt)
{
    /// <summary>The item's id.</summary>
    public string Id => ItemIds.Of(Item);

    /// <summary>Whether a user or an assistant said it.</summary>
    public bool IsSpoken => Item.Message?.Role is "user" or "assistant";
}
