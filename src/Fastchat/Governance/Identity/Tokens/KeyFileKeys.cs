using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>Public keys in a file: PEM blocks (RFC 7468) or a JWK set (RFC 7517). A file that changes is read again within a minute.</summary>
internal sealed class KeyFileKeys(string path) : IKeySource
{
    private const int LongestFile = 1024 * 1024;

    /// <inheritdoc />
    public TimeSpan RefreshAfter => TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public async Task<KeySet> LoadAsync(CancellationToken cancellationToken)
    {
        if (new FileInfo(path).Length > LongestFile) throw new InvalidDataException($"{path} is larger than {LongestFile} bytes.");
        return Parse(await File.ReadAllTextAsync(path, cancellationToken));
    }

    /// <summary>Reads the keys of a text.</summary>
    /// <exception cref="InvalidDataException">There is none that can be used, or a private one: it has no business here.</exception>
    public static KeySet Parse(string text)
    {
        List<JsonWebKey> keys;
        try
        {
            keys = text.TrimStart().StartsWith('{') ? [.. new JsonWebKeySet(text).Keys] : FromPem(text);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or System.Text.Json.JsonException)
        {
            throw new InvalidDataException("It holds neither public keys as PEM nor a JWK set.", e);
        }

        if (keys.Any(k => k.HasPrivateKey || k.Kty == JsonWebAlgorithmsKeyTypes.Octet)) throw new InvalidDataException("It holds a secret; only public keys belong here.");
        keys.RemoveAll(k => !TokenAlgorithms.IsUsable(k));
        return keys.Count > 0 ? new KeySet(keys) : throw new InvalidDataException("It holds no RSA key of 2048 bits or more and no key on P-256, P-384 or P-521.");
    }

    private static List<JsonWebKey> FromPem(string text)
    {
        var keys = new List<JsonWebKey>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var block))
        {
            keys.Add(FromPem(rest[block.Location], rest[block.Label]));
            rest = rest[block.Location.End..];
        }

        return keys;
    }

    private static JsonWebKey FromPem(ReadOnlySpan<char> pem, ReadOnlySpan<char> label)
    {
        if (label is not "PUBLIC KEY") throw new InvalidDataException($"It holds '{label}'; only 'PUBLIC KEY' belongs here.");
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportFromPem(pem);
            return Named(JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(ecdsa.ExportParameters(includePrivateParameters: false)))));
        }
        catch (CryptographicException)
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return Named(JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false))));
        }
    }

    // PEM has no place for names: whatever a token calls its key, it is held against these.
    private static JsonWebKey Named(JsonWebKey key)
    {
        key.Kid = null;
        key.KeyId = null;
        return key;
    }
}
