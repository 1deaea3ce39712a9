namespace Fastchat.ModelGateway.Formats;

/// <summary>Checking would take more than it may.</summary>
internal sealed class SchemaTooCostlyException(string message) : Exception(message);
