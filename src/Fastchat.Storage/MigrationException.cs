namespace Fastchat.Storage;

/// <summary>A schema cannot be brought up to date; the message says why and names the migration.</summary>
public sealed class MigrationException(string message, Exception? innerException = null) : Exception(message, innerException);
