namespace Fastchat.Server.CommandLine;

/// <summary>How a server says one signs in at a terminal.</summary>
/// <param name="Server">The server.</param>
/// <param name="ClientId">As which client.</param>
/// <param name="Scope">The scopes to ask for, with blanks between them.</param>
/// <param name="Resource">The resource to ask a token for; null for none.</param>
/// <param name="DeviceAuthorizationEndpoint">Where it begins.</param>
/// <param name="TokenEndpoint">Where it ends.</param>
internal sealed record DeviceSignIn(string Server, string ClientId, string Scope, string? Resource, string DeviceAuthorizationEndpoint, string TokenEndpoint);
