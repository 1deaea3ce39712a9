using System.Security.Cryptography;

namespace Fastchat.Governance.Encryption;

/// <summary>
/// Wraps under a key of this process's own, from a file or the environment, by AES-256-GCM. Not by AES key wrap: that binds no
/// context, and a wrapped key could be put in another tenant's row; random nonces are safe, for a key wraps few keys.
/// </summary>
/// <param name="current">The key that wraps.</param>
/// <param name="others">Further keys that open: those of before, and the next one before it wraps.</param>
public sealed class LocalKeyWrapper(KeyEncryptionKey current, params IReadOnlyList<KeyEncryptionKey> others) : KeyWrapper
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly Dictionary<string, KeyEncryptionKey> _keys = others.Append(current).DistinctBy(k => k.Id).ToDictionary(k => k.Id, StringComparer.Ordinal);

    /// <inheritdoc />
    public override string KeyId => current.Id;

    /// <inheritdoc />
    public override bool Opens(string keyId) => _keys.ContainsKey(keyId);

    /// <inheritdoc />
    public override ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> context, CancellationToken cancellationToken)
    {
        var wrapped = new byte[NonceLength + key.Length + TagLength];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceLength));
        using var aes = new AesGcm(current.Bytes, TagLength);
        aes.Encrypt(wrapped.AsSpan(0, NonceLength), key.Span, wrapped.AsSpan(NonceLength, key.Length), wrapped.AsSpan(^TagLength..), context.Span);
        return ValueTask.FromResult(wrapped);
    }

    /// <inheritdoc />
    public override ValueTask UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, Memory<byte> key, CancellationToken cancellationToken)
    {
        if (!_keys.TryGetValue(keyId, out var by)) throw new CryptographicException($"The key-encryption key {keyId} is not known here.");
        if (wrapped.Length != NonceLength + key.Length + TagLength) throw new CryptographicException("A wrapped key has a wrong length.");
        using var aes = new AesGcm(by.Bytes, TagLength);
        aes.Decrypt(wrapped.Span[..NonceLength], wrapped.Span[NonceLength..^TagLength], wrapped.Span[^TagLength..], key.Span, context.Span);
        return ValueTask.CompletedTask;
    }
}
