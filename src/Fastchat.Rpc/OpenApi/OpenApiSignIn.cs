namespace Fastchat.Rpc.OpenApi;

/// <summary>How the page signs people in (authorization code with PKCE, RFC 7636).</summary>
/// <param name="ConfigPath">
/// Where the page reads how: JSON with issuer, client_id, scopes, resource, authorization_endpoint and token_endpoint; relative
/// to the server, such as <c>v1/auth/config</c>.
/// </param>
/// <param name="TokenEndpoint">Where the page changes a code for a token, which its policy must allow; null when that is not known now.</param>
public sealed record OpenApiSignIn(string ConfigPath, Func<CancellationToken, ValueTask<string?>> TokenEndpoint);
