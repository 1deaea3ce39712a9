namespace Fastchat.Chat.Context;

/// <summary>A conversation made short, in the clear.</summary>
/// <param name="Text">What it comes to.</param>
/// <param name="IsWhole">Whether it stands for all that was said before it; otherwise the user's messages stand beside it.</param>
internal sealed record CompactedHistory(string Text, bool IsWhole);
