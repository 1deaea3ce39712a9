using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>The signatures that are taken, and the keys that can make them. No shared secrets: what can check must not be able to sign.</summary>
internal static class TokenAlgorithms
{
    private const int LeastRsaBits = 2048;

    private static readonly FrozenDictionary<string, string> EllipticCurves = new Dictionary<string, string>
    {
        [SecurityAlgorithms.EcdsaSha256] = JsonWebKeyECTypes.P256,
        [SecurityAlgorithms.EcdsaSha384] = JsonWebKeyECTypes.P384,
        [SecurityAlgorithms.EcdsaSha512] = JsonWebKeyECTypes.P521,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names that <c>alg</c> may have. Source: RFC 7518, section 3.1. EdDSA is not among them: the library has it not.</summary>
    public static IReadOnlyList<string> Allowed { get; } =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Whether a published key is one for signatures that are taken.</summary>
    public static bool IsUsable(JsonWebKey key) =>
        key.Use is null or "" or "sig"
        && (key.KeyOps.Count == 0 || key.KeyOps.Contains("verify"))
        && Allowed.Any(algorithm => Fits(key, algorithm))
        && (key.Kty != JsonWebAlgorithmsKeyTypes.RSA || key.KeySize >= LeastRsaBits);

    /// <summary>Whether a key can have made a signature of this kind; one that names its algorithm makes no other.</summary>
    public static bool Fits(JsonWebKey key, string algorithm)
    {
        if (!string.IsNullOrEmpty(key.Alg) && key.Alg != algorithm) return false;
        return EllipticCurves.TryGetValue(algorithm, out var curve)
            ? key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve && key.Crv == curve
            : key.Kty == JsonWebAlgorithmsKeyTypes.RSA;
    }
}
