using Microsoft.Extensions.Logging;

namespace Fastchat.Testing;

/// <summary>Something that was logged.</summary>
/// <param name="Level">How grave it is.</param>
/// <param name="Event">The number of its kind.</param>
/// <param name="Message">Its words.</param>
/// <param name="Exception">What went with it.</param>
public sealed record LogEntry(LogLevel Level, int Event, string Message, Exception? Exception);
