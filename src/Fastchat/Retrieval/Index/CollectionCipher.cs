using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;

namespace Fastchat.Retrieval.Index;

/// <summary>
/// A collection's own key, opened for one piece of work; not for several threads. Terms become keyed hashes: the same term is
/// the same hash within a collection, which is what search needs and what such a file still tells, and another one in every
/// other collection.
/// </summary>
internal sealed class CollectionCipher : IDisposable
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    // 60 bits: among a million terms two are likely to be one hash only once in millions of collections.
    private const int TermLength = 12;

    private static readonly SealedPlace Place = new("collection", "sealed_key");

    private readonly TenantCipher _tenant;
    private readonly string _collectionId;
    private readonly AesGcm _aes;
    private readonly byte[] _termKey;
    private readonly Dictionary<string, string> _terms = new(StringComparer.Ordinal);

    private CollectionCipher(TenantCipher tenant, string collectionId, byte[] key)
    {
        _tenant = tenant;
        _collectionId = collectionId;
        Span<byte> derived = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, "values"u8, derived);
        _aes = new AesGcm(derived, TagLength);
        CryptographicOperations.ZeroMemory(derived);
        _termKey = HMACSHA256.HashData(key, "terms"u8);
    }

    /// <summary>A fresh key, sealed.</summary>
    public static CollectionKey New(TenantCipher tenant, string collectionId)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var made = new CollectionKey(tenant.Seal(Place, collectionId, key)!, tenant.Version);
        CryptographicOperations.ZeroMemory(key);
        return made;
    }

    /// <summary>The same key, sealed with the newest version of the tenant's.</summary>
    public static CollectionKey Reseal(TenantCipher tenant, string collectionId, CollectionKey key)
    {
        var opened = tenant.Open(Place, collectionId, key.Sealed, key.Version)!;
        var made = new CollectionKey(tenant.Seal(Place, collectionId, opened)!, tenant.Version);
        CryptographicOperations.ZeroMemory(opened);
        return made;
    }

    /// <summary>Opens a key.</summary>
    /// <exception cref="FastchatException">DATA_UNREADABLE.</exception>
    public static CollectionCipher Open(TenantCipher tenant, string collectionId, CollectionKey key)
    {
        var opened = tenant.Open(Place, collectionId, key.Sealed, key.Version)!;
        try
        {
            return new CollectionCipher(tenant, collectionId, opened);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened);
        }
    }

    /// <summary>A term as it is stored.</summary>
    public string Term(string term)
    {
        if (_terms.TryGetValue(term, out var known)) return known;
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_termKey, Encoding.UTF8.GetBytes(term), hash);
        return _terms[term] = Base32.Encode(BinaryPrimitives.ReadInt64BigEndian(hash), TermLength);
    }

    /// <summary>Seals a chunk's value.</summary>
    public byte[] Seal(string column, string documentId, int ordinal, ReadOnlySpan<byte> value)
    {
        var bytes = new byte[NonceLength + value.Length + TagLength];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceLength));
        _aes.Encrypt(bytes.AsSpan(0, NonceLength), value, bytes.AsSpan(NonceLength, value.Length), bytes.AsSpan(^TagLength..), At(column, documentId, ordinal));
        return bytes;
    }

    /// <summary>Opens a chunk's value.</summary>
    /// <exception cref="FastchatException">DATA_UNREADABLE: it was changed, or is another chunk's.</exception>
    public byte[] Open(string column, string documentId, int ordinal, ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (bytes.Length < NonceLength + TagLength) throw new AuthenticationTagMismatchException("The value is cut off.");
            var value = new byte[bytes.Length - NonceLength - TagLength];
            _aes.Decrypt(bytes[..NonceLength], bytes[NonceLength..^TagLength], bytes[^TagLength..], value, At(column, documentId, ordinal));
            return value;
        }
        catch (CryptographicException e)
        {
            throw _tenant.Unreadable($"{column} of passage {ordinal} of {documentId} in {_collectionId}", e);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _aes.Dispose();
        CryptographicOperations.ZeroMemory(_termKey);
    }

    private static byte[] At(string column, string documentId, int ordinal) => Encoding.UTF8.GetBytes($"{column}\0{documentId}\0{ordinal}");
}
