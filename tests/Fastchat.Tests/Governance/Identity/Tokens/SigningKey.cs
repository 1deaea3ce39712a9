using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>A key of a made-up issuer, and the tokens it signs: whatever header and payload, right or wrong.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;
    private readonly string _algorithm;

    private SigningKey(string id, string algorithm, AsymmetricAlgorithm key) => (Id, _algorithm, _key) = (id, algorithm, key);

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>The public half as PEM.</summary>
    public string Pem => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>The private half as PEM.</summary>
    public string PrivatePem => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>The public half as JWK.</summary>
    public JsonObject Jwk => _key is RSA rsa ? OfRsa(rsa.ExportParameters(false)) : OfEc(((ECDsa)_key).ExportParameters(false));

    public static SigningKey Rsa(string id = "one", string algorithm = "RS256", int bits = 2048) => new(id, algorithm, RSA.Create(bits));

    public static SigningKey Ec(string id = "one", string algorithm = "ES256") => new(id, algorithm, ECDsa.Create(algorithm switch
    {
        "ES256" => ECCurve.NamedCurves.nistP256,
        "ES384" => ECCurve.NamedCurves.nistP384,
        _ => ECCurve.NamedCurves.nistP521,
    }));

    /// <summary>A token with this payload, signed.</summary>
    public string Sign(JsonObject payload, Action<JsonObject>? changeHeader = null)
    {
        var header = new JsonObject { ["alg"] = _algorithm, ["kid"] = Id, ["typ"] = "JWT" };
        changeHeader?.Invoke(header);
        var signed = Signed(header, payload);
        return $"{signed}.{Base64Url.EncodeToString(Signature(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Header and payload as they are signed.</summary>
    public static string Signed(JsonObject header, JsonObject payload) => $"{Part(header)}.{Part(payload)}";

    public void Dispose() => _key.Dispose();

    private static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private byte[] Signature(byte[] data)
    {
        var hash = _algorithm[2..] switch { "256" => HashAlgorithmName.SHA256, "384" => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };
        return _key is RSA rsa ? rsa.SignData(data, hash, _algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1) : ((ECDsa)_key).SignData(data, hash);
    }

    private JsonObject OfRsa(RSAParameters key) =>
        new() { ["kty"] = "RSA", ["kid"] = Id, ["use"] = "sig", ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent) };

    private JsonObject OfEc(ECParameters key) => new()
    {
        ["kty"] = "EC",
        ["kid"] = Id,
        ["use"] = "sig",
        ["crv"] = "P-" + (_algorithm[2..] is "512" ? "521" : _algorithm[2..]),
        ["x"] = Base64Url.EncodeToString(key.Q.X),
        ["y"] = Base64Url.EncodeToString(key.Q.Y),
    };
}
