using Fastchat.Foundation;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>Reads signed tokens (RFC 7519 in the compact form of RFC 7515), and refuses at once what no key could make good.</summary>
internal static class TokenFormat
{
    private const int Longest = 16 * 1024;
    private const int SignedDots = 2;
    private const int EncryptedDots = 4;

    // Plain ones, those that do not say, and access tokens of RFC 9068.
    private static readonly string[] Types = ["JWT", "at+jwt", "application/at+jwt"];

    /// <summary>Whether a credential is meant as a token: three parts, or five when it is encrypted. Keys have none.</summary>
    public static bool IsToken(string credential) =>
        !credential.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) && credential.AsSpan().Count('.') is SignedDots or EncryptedDots;

    /// <summary>Reads a token; nothing of it is to be believed yet.</summary>
    /// <exception cref="FastchatException">INVALID_TOKEN.</exception>
    public static JsonWebToken Read(string text)
    {
        if (text.Length > Longest) throw TokenRefusal.Invalid($"The token has {text.Length} characters; at most {Longest} are taken.");
        if (text.AsSpan().Count('.') == EncryptedDots) throw TokenRefusal.Invalid("Encrypted tokens (JWE) are not taken; send a signed one.");
        JsonWebToken token;
        try
        {
            token = new JsonWebToken(text);
            CheckHeader(token);
        }
        catch (Exception e) when (e is not FastchatException)
        {
            // The library has many words for text that is no token.
            throw TokenRefusal.Invalid("The token cannot be read as a signed JSON Web Token.");
        }

        return token;
    }

    private static void CheckHeader(JsonWebToken token)
    {
        if (token.TryGetHeaderValue<object>("crit", out _)) throw TokenRefusal.Invalid("The token demands an extension that is not known here ('crit').");
        if (!TokenAlgorithms.Allowed.Contains(token.Alg)) throw TokenRefusal.Invalid($"The token is signed in a way that is not taken here ('alg'); taken are {string.Join(", ", TokenAlgorithms.Allowed)}.");
        if (token.TryGetHeaderValue<string>("typ", out var type) && !Types.Contains(type, StringComparer.OrdinalIgnoreCase))
            throw TokenRefusal.Invalid("The token is of a kind that is not taken here ('typ').");
    }
}
