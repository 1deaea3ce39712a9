using Microsoft.IdentityModel.Tokens;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>What an issuer says of itself: its keys, and where people sign in.</summary>
/// <param name="Keys">The keys that can be used.</param>
internal sealed record KeySet(IReadOnlyList<JsonWebKey> Keys)
{
    // A token that names no key is held against a few keys, not against as many as an issuer likes to publish.
    private const int MostTried = 8;

    /// <summary>Where people sign in; null when the issuer does not say.</summary>
    public string? AuthorizationEndpoint { get; init; }

    /// <summary>Where codes are changed for tokens; null when the issuer does not say.</summary>
    public string? TokenEndpoint { get; init; }

    /// <summary>Where devices begin (RFC 8628); null when the issuer does not say.</summary>
    public string? DeviceAuthorizationEndpoint { get; init; }

    /// <summary>The keys that may have signed a token: those of its name and those without one, or all for a token that names none.</summary>
    public IReadOnlyList<JsonWebKey> Candidates(string? keyId, string algorithm) =>
        [.. Keys.Where(k => TokenAlgorithms.Fits(k, algorithm) && (string.IsNullOrEmpty(keyId) || string.IsNullOrEmpty(k.KeyId) || k.KeyId == keyId)).Take(MostTried)];
}
