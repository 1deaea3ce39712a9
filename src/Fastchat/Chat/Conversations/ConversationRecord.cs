namespace Fastchat.Chat.Conversations;

/// <summary>A conversation without its items.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Metadata">The caller's own notes.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record ConversationRecord(string Id, IReadOnlyDictionary<string, string> Metadata, DateTimeOffset CreatedAt)
{
    /// <summary>A conversation without notes.</summary>
    public static ConversationRecord Plain(string id, DateTimeOffset createdAt) => new(id, new Dictionary<string, string>(), createdAt);
}
