namespace Fastchat.Rpc.OpenApi;

/// <summary>A way to show a key.</summary>
/// <param name="Name">The security scheme's name in the document.</param>
/// <param name="Header">The header that is the key; null for <c>Authorization: Bearer</c> (RFC 6750).</param>
/// <param name="Description">What to put there; CommonMark.</param>
public sealed record OpenApiKey(string Name, string? Header, string Description);
