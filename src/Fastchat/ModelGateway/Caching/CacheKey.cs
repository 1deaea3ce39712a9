using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Fastchat.ModelGateway.Caching;

/// <summary>A SHA-256 hash, as a key.</summary>
internal readonly record struct CacheKey(UInt128 High, UInt128 Low)
{
    /// <summary>The key of several pieces; each counts with its length, so that no two lists of pieces meet.</summary>
    public static CacheKey Of(params ReadOnlySpan<ReadOnlyMemory<byte>> pieces)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(long)];
        foreach (var piece in pieces)
        {
            BinaryPrimitives.WriteInt64LittleEndian(length, piece.Length);
            hash.AppendData(length);
            hash.AppendData(piece.Span);
        }

        Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(result);
        return new CacheKey(BinaryPrimitives.ReadUInt128LittleEndian(result), BinaryPrimitives.ReadUInt128LittleEndian(result[16..]));
    }

    /// <summary>A text as a piece: its UTF-16 bytes, whatever stands in it.</summary>
    public static ReadOnlyMemory<byte> Piece(string text) => MemoryMarshal.AsBytes(text.AsSpan()).ToArray();

    /// <summary>Numbers as a piece.</summary>
    public static ReadOnlyMemory<byte> Piece(params ReadOnlySpan<long> numbers) => MemoryMarshal.AsBytes(numbers).ToArray();

    /// <summary>The key as a piece of another.</summary>
    public ReadOnlyMemory<byte> AsPiece() => Encoding.ASCII.GetBytes(FormattableString.Invariant($"{High:x32}{Low:x32}"));
}
