namespace Fastchat.Server.CommandLine;

/// <summary>A token as it is kept between commands.</summary>
/// <param name="Server">The server that it is for.</param>
/// <param name="AccessToken">The token.</param>
/// <param name="ExpiresAt">When it ends; null when the issuer did not say.</param>
/// <param name="RefreshToken">What renews it; null for nothing.</param>
/// <param name="TokenEndpoint">Where it is renewed.</param>
/// <param name="ClientId">As which client.</param>
/// <param name="Resource">For which resource; null for none.</param>
internal sealed record KeptToken(string Server, string AccessToken, DateTimeOffset? ExpiresAt, string? RefreshToken, string TokenEndpoint, string ClientId, string? Resource)
{
    /// <inheritdoc />
    public override string ToString() => $"a token for {Server}";
}
