namespace Fastchat.Governance.Encryption;

/// <summary>
/// The port of what holds key-encryption keys: it wraps the tenants' data keys, which are stored wrapped alone. A service that
/// keeps such keys for others (a KMS) is one more implementation. Safe for many calls at once.
/// </summary>
public abstract class KeyWrapper
{
    /// <summary>The id of the key that wraps from now on: at most 64 characters of printable ASCII, and no secret.</summary>
    public abstract string KeyId { get; }

    /// <summary>Whether what a key has wrapped can be opened here.</summary>
    public abstract bool Opens(string keyId);

    /// <summary>Wraps a data key under <see cref="KeyId"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="context">What it is for; it opens with the same context only.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> context, CancellationToken cancellationToken);

    /// <summary>Opens a wrapped data key into memory of the caller's.</summary>
    /// <param name="keyId">The key that has wrapped it.</param>
    /// <param name="wrapped">The wrapped key.</param>
    /// <param name="context">What it is for.</param>
    /// <param name="key">Receives the key, whole.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was changed, or is for something else, or the key is not known here.</exception>
    public abstract ValueTask UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, Memory<byte> key, CancellationToken cancellationToken);
}
