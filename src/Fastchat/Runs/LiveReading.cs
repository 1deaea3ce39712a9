using Fastchat.Contracts.Chat.V1;

namespace Fastchat.Runs;

/// <summary>A look at a run under way.</summary>
/// <param name="Events">What came after the event that was named.</param>
/// <param name="Last">The newest sequence.</param>
/// <param name="News">Done when there is more to see than was.</param>
/// <param name="HasEnded">Whether nothing comes any more.</param>
public readonly record struct LiveReading(IReadOnlyList<ChatEvent> Events, ulong Last, Task News, bool HasEnded);
