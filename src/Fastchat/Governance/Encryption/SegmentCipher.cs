using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fastchat.Governance.Encryption;

/// <summary>
/// Encrypts a blob in segments of 64 KiB, each with AES-256-GCM and a tag of its own, by the STREAM construction (Hoang, Reyhanitabar,
/// Rogaway, Vizár 2015): the nonce counts the segments and says which is the last, so that none can be left out, moved or
/// added. The key is the blob's own, derived from the tenant's key, a random salt, and whose blob it is.
/// </summary>
public sealed class SegmentCipher : IDisposable
{
    /// <summary>How many bytes of a blob a segment holds; the last one may hold fewer, and none.</summary>
    public const int SegmentLength = 64 * 1024;

    /// <summary>How many bytes longer a segment is when it is sealed.</summary>
    public const int TagLength = 16;

    /// <summary>How many bytes stand before the first segment: format, key version (big-endian), salt.</summary>
    public const int HeaderLength = 1 + sizeof(int) + SaltLength;

    private const byte Format = 1;
    private const int SaltLength = 32;
    private const int NonceLength = 12;

    private readonly AesGcm _aes;

    private SegmentCipher(AesGcm aes) => _aes = aes;

    /// <summary>Seals a segment.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="isLast">Whether it is the last one.</param>
    /// <param name="plain">Its bytes.</param>
    /// <param name="into">Receives them sealed: <see cref="TagLength"/> more.</param>
    public void Seal(long index, bool isLast, ReadOnlySpan<byte> plain, Span<byte> into)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        Number(nonce, index, isLast);
        _aes.Encrypt(nonce, plain, into[..plain.Length], into.Slice(plain.Length, TagLength));
    }

    /// <summary>Opens a segment.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="isLast">Whether it is the last one.</param>
    /// <param name="bytes">The sealed segment.</param>
    /// <param name="into">Receives its bytes: <see cref="TagLength"/> fewer.</param>
    /// <exception cref="AuthenticationTagMismatchException">It is not that segment of that blob.</exception>
    public void Open(long index, bool isLast, ReadOnlySpan<byte> bytes, Span<byte> into)
    {
        if (bytes.Length < TagLength) throw new AuthenticationTagMismatchException("The segment is cut off.");
        Span<byte> nonce = stackalloc byte[NonceLength];
        Number(nonce, index, isLast);
        _aes.Decrypt(nonce, bytes[..^TagLength], bytes[^TagLength..], into[..(bytes.Length - TagLength)]);
    }

    /// <inheritdoc />
    public void Dispose() => _aes.Dispose();

    /// <summary>The version of the key that a blob needs; null for a header that is none.</summary>
    public static int? ReadVersion(ReadOnlySpan<byte> header) =>
        header.Length == HeaderLength && header[0] == Format ? BinaryPrimitives.ReadInt32BigEndian(header[1..]) : null;

    internal static byte[] NewHeader(int version)
    {
        var header = new byte[HeaderLength];
        header[0] = Format;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), version);
        RandomNumberGenerator.Fill(header.AsSpan(^SaltLength..));
        return header;
    }

    internal static SegmentCipher Derive(DataKey key, ReadOnlySpan<byte> header, string place)
    {
        byte[] input = [.. "fastchat blob 1\0"u8, .. header, .. Encoding.UTF8.GetBytes(place)];
        Span<byte> derived = stackalloc byte[DataKey.Length];
        key.Derive(input, derived);
        try
        {
            return new SegmentCipher(new AesGcm(derived, TagLength));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    // The key is used for this blob alone, so the nonce needs no random part.
    private static void Number(Span<byte> nonce, long index, bool isLast)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[3..], index);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
    }
}
