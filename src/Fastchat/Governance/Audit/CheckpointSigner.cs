using System.Security.Cryptography;

namespace Fastchat.Governance.Audit;

/// <summary>Signs checkpoints with the private key: ECDSA, P-256, SHA-256.</summary>
public sealed class CheckpointSigner : IDisposable
{
    private readonly ECDsa _key;
    private readonly Lock _lock = new();

    private CheckpointSigner(ECDsa key)
    {
        _key = key;
        PublicKey = CheckpointKey.Of(key);
    }

    /// <summary>What verifies its signatures.</summary>
    public CheckpointKey PublicKey { get; }

    /// <summary>One with a fresh key.</summary>
    public static CheckpointSigner Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>One with a key in PEM, or with PKCS #8 in base64.</summary>
    /// <exception cref="FormatException">It is neither, or not of P-256; the message holds nothing of it.</exception>
    public static CheckpointSigner Parse(string key)
    {
        var ecdsa = ECDsa.Create();
        try
        {
            if (key.Contains("-----BEGIN", StringComparison.Ordinal)) ecdsa.ImportFromPem(key);
            else ecdsa.ImportPkcs8PrivateKey(Convert.FromBase64String(key), out _);
            _ = ecdsa.ExportPkcs8PrivateKey(); // a public key alone signs nothing
            return new CheckpointSigner(ecdsa);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or CryptographicException)
        {
            ecdsa.Dispose();
            throw new FormatException("It must be a private key of the curve P-256, in PEM or as base64 of PKCS #8.");
        }
    }

    /// <summary>The private key in PEM.</summary>
    public string ToPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>Signs where a chain is.</summary>
    /// <param name="chain">Whose chain.</param>
    /// <param name="sequence">Its newest record.</param>
    /// <param name="hash">That record's hash.</param>
    /// <param name="now">The time, in milliseconds since 1970 (UTC).</param>
    public SignedCheckpoint Sign(AuditChain chain, long sequence, byte[] hash, long now)
    {
        var checkpoint = new SignedCheckpoint(chain, sequence, hash, now, PublicKey.Id, []);
        return checkpoint with { Signature = Sign(checkpoint.Content()) };
    }

    /// <summary>Signs bytes, which must begin with the name of their form, so that none is taken for another.</summary>
    internal byte[] Sign(byte[] content)
    {
        lock (_lock) return _key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();
}
