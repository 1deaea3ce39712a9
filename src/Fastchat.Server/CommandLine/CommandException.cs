namespace Fastchat.Server.CommandLine;

/// <summary>A command cannot be done; the message is for the person at the terminal.</summary>
internal sealed class CommandException(string message) : Exception(message);
