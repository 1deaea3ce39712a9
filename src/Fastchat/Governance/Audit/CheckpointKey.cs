using System.Security.Cryptography;

namespace Fastchat.Governance.Audit;

/// <summary>The public key that checkpoints are verified with: ECDSA, P-256, SHA-256.</summary>
public sealed class CheckpointKey
{
    private const int IdLength = 16;

    private readonly byte[] _publicKey;

    private CheckpointKey(byte[] publicKey) => _publicKey = publicKey;

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of the key (SubjectPublicKeyInfo).</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(_publicKey))[..IdLength];

    /// <summary>The key in PEM.</summary>
    public string Pem => PemEncoding.WriteString("PUBLIC KEY", _publicKey);

    /// <summary>A key in PEM.</summary>
    /// <exception cref="FormatException">It is none, or not of P-256.</exception>
    public static CheckpointKey Parse(string pem)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return Of(key);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new FormatException("This is no public key in PEM (BEGIN PUBLIC KEY).", e);
        }
    }

    /// <summary>The public half of a key.</summary>
    /// <exception cref="FormatException">It is not of P-256.</exception>
    internal static CheckpointKey Of(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == "1.2.840.10045.3.1.7"
        ? new CheckpointKey(key.ExportSubjectPublicKeyInfo())
        : throw new FormatException("The key must be one of the curve P-256 (prime256v1).");

    /// <summary>Whether a checkpoint was signed with the key's other half.</summary>
    public bool Verify(SignedCheckpoint checkpoint) => Verify(checkpoint.Content(), checkpoint.Signature);

    /// <summary>Whether bytes were signed with the key's other half.</summary>
    internal bool Verify(byte[] content, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_publicKey, out _);
        return key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
