using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fastchat.Governance.Encryption;

/// <summary>
/// A sealed value that describes itself: <c>00</c>, format <c>01</c>, key version (4 bytes, big-endian), 24 random bytes,
/// ciphertext, tag (16). The first twelve random bytes choose the key, the other twelve are AES-256-GCM's nonce. No Protobuf
/// message begins with a zero byte, so a value of before encryption is told apart.
/// </summary>
internal static class Envelope
{
    private const byte Mark = 0;
    private const byte Format = 1;
    private const int SaltLength = 12;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int SaltAt = 6;
    private const int HeaderLength = SaltAt + SaltLength + NonceLength;
    private const int MostPlaceBytes = 512;

    /// <summary>How many bytes longer a sealed value is.</summary>
    public const int Overhead = HeaderLength + TagLength;

    /// <summary>Whether the bytes are a sealed value, of whatever format.</summary>
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.Length > 0 && bytes[0] == Mark;

    /// <summary>The version of the key that a sealed value needs; null for a format that is not known.</summary>
    public static int? Version(ReadOnlySpan<byte> envelope) =>
        envelope.Length >= Overhead && envelope[0] == Mark && envelope[1] == Format ? BinaryPrimitives.ReadInt32BigEndian(envelope[2..]) : null;

    /// <summary>Seals a value.</summary>
    /// <param name="key">The tenant's key.</param>
    /// <param name="place">Where it will be kept, as bytes.</param>
    /// <param name="value">The value.</param>
    public static byte[] Seal(DataKey key, ReadOnlySpan<byte> place, ReadOnlySpan<byte> value)
    {
        var envelope = new byte[value.Length + Overhead];
        envelope[0] = Mark;
        envelope[1] = Format;
        BinaryPrimitives.WriteInt32BigEndian(envelope.AsSpan(2), key.Version);
        RandomNumberGenerator.Fill(envelope.AsSpan(SaltAt, SaltLength + NonceLength));
        Span<byte> associated = stackalloc byte[HeaderLength + MostPlaceBytes];
        associated = Associate(envelope, place, associated);
        using var aes = Cipher(key, envelope);
        aes.Encrypt(
            envelope.AsSpan(SaltAt + SaltLength, NonceLength), value, envelope.AsSpan(HeaderLength, value.Length), envelope.AsSpan(^TagLength..), associated);
        return envelope;
    }

    /// <summary>Opens a value whose <see cref="Version"/> is the key's.</summary>
    /// <exception cref="AuthenticationTagMismatchException">It was changed, or sealed for another place or with another key.</exception>
    public static byte[] Open(DataKey key, ReadOnlySpan<byte> place, ReadOnlySpan<byte> envelope)
    {
        var value = new byte[envelope.Length - Overhead];
        Span<byte> associated = stackalloc byte[HeaderLength + MostPlaceBytes];
        associated = Associate(envelope, place, associated);
        using var aes = Cipher(key, envelope);
        aes.Decrypt(envelope.Slice(SaltAt + SaltLength, NonceLength), envelope[HeaderLength..^TagLength], envelope[^TagLength..], value, associated);
        return value;
    }

    private static Span<byte> Associate(ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> place, Span<byte> into)
    {
        envelope[..HeaderLength].CopyTo(into);
        place.CopyTo(into[HeaderLength..]);
        return into[..(HeaderLength + place.Length)];
    }

    private static AesGcm Cipher(DataKey key, ReadOnlySpan<byte> envelope)
    {
        var label = "fastchat value 1"u8;
        Span<byte> input = stackalloc byte[label.Length + SaltLength];
        label.CopyTo(input);
        envelope.Slice(SaltAt, SaltLength).CopyTo(input[label.Length..]);
        Span<byte> derived = stackalloc byte[DataKey.Length];
        key.Derive(input, derived);
        try
        {
            return new AesGcm(derived, TagLength);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }
}
