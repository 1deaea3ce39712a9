using System.Security.Cryptography;

namespace Fastchat.Governance.Encryption;

/// <summary>A key that wraps data keys: 256 random bits, held in this process.</summary>
public sealed class KeyEncryptionKey
{
    /// <summary>How many bytes it has.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes;

    private KeyEncryptionKey(byte[] bytes)
    {
        _bytes = bytes;

        // Told to operators and stored beside what it wraps: it must say which key it was, and nothing else about it.
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(bytes, "fastchat key id"u8).AsSpan(0, 8));
    }

    /// <summary>Which key it is: 16 hexadecimal digits that tell nothing else about it.</summary>
    public string Id { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A fresh random key as it is written down.</summary>
    public static string Generate() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads a key; null for what is none.</summary>
    /// <param name="base64">32 bytes in base64.</param>
    public static KeyEncryptionKey? TryParse(string base64)
    {
        var bytes = GC.AllocateArray<byte>(Length, pinned: true);
        return Convert.TryFromBase64String(base64, bytes, out var length) && length == Length && bytes.AsSpan().ContainsAnyExcept((byte)0) ? new KeyEncryptionKey(bytes) : null;
    }

    /// <summary>Its id: the key itself is in no text.</summary>
    public override string ToString() => Id;
}
