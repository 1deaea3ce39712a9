namespace Fastchat.Storage;

/// <summary>The engine cannot be reached or has no connection left; the message holds no secret.</summary>
public sealed class DatabaseUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
