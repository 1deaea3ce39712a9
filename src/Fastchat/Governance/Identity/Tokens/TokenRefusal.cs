using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Microsoft.IdentityModel.Tokens;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>What callers with a bad token are told. Never a part of the token.</summary>
internal static class TokenRefusal
{
    /// <summary>A token that is not taken.</summary>
    public static FastchatException Invalid(string message) => new(ErrorReason.InvalidToken, message);

    /// <summary>A good token whose holder has no place here: another one would not help.</summary>
    public static FastchatException NoAccess(string message) => new(ErrorReason.PermissionDenied, message);

    /// <summary>The library's word in ours.</summary>
    public static FastchatException Of(Exception? exception) => Invalid(exception switch
    {
        SecurityTokenInvalidAudienceException => "The token is for another audience ('aud').",
        SecurityTokenInvalidIssuerException => "The token is of another issuer ('iss').",
        SecurityTokenInvalidAlgorithmException => "The token is signed in a way that is not taken here ('alg').",
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException => "The token's signature is wrong.",
        SecurityTokenNoExpirationException => "The token has no expiry ('exp').",
        _ => "The token is not valid.",
    });
}
