namespace Fastchat.Chat.Context;

/// <summary>A summary of the beginning of a conversation.</summary>
/// <param name="Text">The words.</param>
/// <param name="Messages">How many messages it stands for.</param>
internal sealed record FoundSummary(string Text, int Messages);
