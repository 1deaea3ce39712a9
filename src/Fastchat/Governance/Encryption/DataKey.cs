using System.Security.Cryptography;
using System.Text;
using Fastchat.Foundation;

namespace Fastchat.Governance.Encryption;

/// <summary>
/// One version of a tenant's key, unwrapped, in memory alone. It encrypts nothing itself: each value and each blob has a key
/// derived from it, so that no nonce can meet its like under one key, however much a tenant writes.
/// </summary>
internal sealed class DataKey : IDisposable
{
    public const int Length = 32;

    private readonly Lock _lock = new();

    // Pinned, so that the collector leaves no copies of it behind.
    private readonly byte[] _bytes = GC.AllocateArray<byte>(Length, pinned: true);
    private bool _isForgotten;

    public DataKey(int version) => Version = version;

    public int Version { get; }

    /// <summary>Where the key is put when it is made or unwrapped.</summary>
    public Memory<byte> Memory => _bytes;

    /// <summary>What a wrapped key is bound to.</summary>
    public static byte[] Context(TenantId tenant, int version) => Encoding.ASCII.GetBytes($"fastchat data key\0{tenant.Value}\0{version}");

    /// <summary>Derives a key by HMAC-SHA-256.</summary>
    /// <param name="input">What for: a label and what is unlike any other use.</param>
    /// <param name="derived">Receives 32 bytes.</param>
    /// <exception cref="KeysChangedException">The key has been forgotten.</exception>
    public void Derive(ReadOnlySpan<byte> input, Span<byte> derived)
    {
        lock (_lock)
        {
            if (_isForgotten) throw new KeysChangedException();
            HMACSHA256.HashData(_bytes, input, derived);
        }
    }

    /// <summary>Forgets the key: its bytes are zeros afterwards.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isForgotten = true;
            CryptographicOperations.ZeroMemory(_bytes);
        }
    }
}
