using Fastchat.Contracts.Errors.V1;

namespace Fastchat.ModelGateway.Registry;

/// <summary>Something in an entry that is wrong.</summary>
/// <param name="Path">The field.</param>
/// <param name="Message">What is wrong and what would be right; it begins with the path.</param>
/// <param name="Reason">What kind of mistake it is.</param>
public sealed record RegistryMistake(string Path, string Message, ErrorReason Reason = ErrorReason.InvalidValue);
