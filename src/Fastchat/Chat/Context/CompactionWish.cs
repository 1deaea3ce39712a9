namespace Fastchat.Chat.Context;

/// <summary>That a conversation is to be made short.</summary>
/// <param name="Above">From how many tokens on; null for four fifths of what the model's window leaves.</param>
/// <param name="IsAll">Whether that is all that is asked for: whatever its length, and without an answer.</param>
public sealed record CompactionWish(long? Above, bool IsAll);
