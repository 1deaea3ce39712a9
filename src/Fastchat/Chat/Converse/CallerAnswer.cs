namespace Fastchat.Chat.Converse;

/// <summary>What a caller answers a run: what a call gave, or whether one may be made.</summary>
/// <param name="Output">What the call gave.</param>
/// <param name="Approves">Whether it may be made.</param>
internal readonly record struct CallerAnswer(string Output = "", bool Approves = false);
