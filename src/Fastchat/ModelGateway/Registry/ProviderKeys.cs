using System.Security.Cryptography;
using System.Text;
using Fastchat.Governance.Encryption;

namespace Fastchat.ModelGateway.Registry;

/// <summary>
/// Seals the keys of providers for the database. They are the installation's, so no tenant's data key is theirs: the
/// key-encryption key wraps them itself, bound to the provider's name and address, so that whoever can write to the database
/// can neither put a key in another provider's row nor have it sent elsewhere.
/// </summary>
public sealed class ProviderKeys(KeyWrapper wrapper)
{
    // What AES-GCM adds is not said by the port; a wrapped key tells its own length.
    private const int LengthPrefix = sizeof(ushort);
    private const int Block = 256;

    /// <summary>The id of the key-encryption key that seals from now on.</summary>
    public string KeyId => wrapper.KeyId;

    /// <summary>Seals a key.</summary>
    public async Task<SealedKey> SealAsync(string provider, string baseUrl, string key, CancellationToken cancellationToken)
    {
        // Padded, so that its length tells nothing.
        var bytes = Encoding.UTF8.GetBytes(key);
        var plain = new byte[(LengthPrefix + bytes.Length + Block - 1) / Block * Block];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(plain, (ushort)bytes.Length);
        bytes.CopyTo(plain, LengthPrefix);
        try
        {
            return new SealedKey(wrapper.KeyId, plain.Length, await wrapper.WrapAsync(plain, Context(provider, baseUrl), cancellationToken));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Opens a key.</summary>
    /// <exception cref="CryptographicException">It was sealed for something else, or under a key that is not known here.</exception>
    public async Task<string> OpenAsync(string provider, string baseUrl, SealedKey key, CancellationToken cancellationToken)
    {
        var plain = new byte[key.Length];
        try
        {
            await wrapper.UnwrapAsync(key.KeyId, key.Wrapped, Context(provider, baseUrl), plain, cancellationToken);
            return Encoding.UTF8.GetString(plain, LengthPrefix, System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] Context(string provider, string baseUrl) => Encoding.UTF8.GetBytes($"fastchat provider key\0{provider}\0{baseUrl}");
}
