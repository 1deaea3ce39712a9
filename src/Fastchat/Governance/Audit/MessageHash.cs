using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;

namespace Fastchat.Governance.Audit;

/// <summary>
/// SHA-256 over messages: of each its length (four bytes, big-endian) and its Protobuf. Small messages are gathered first: to
/// hash each token by itself would cost more than the token.
/// </summary>
internal sealed class MessageHash : IDisposable
{
    private const int Size = 16 * 1024;
    private const int Prefix = sizeof(int);

    private byte[]? _buffer;
    private int _used;
    private IncrementalHash? _hash;

    /// <summary>How many messages.</summary>
    public long Count { get; private set; }

    /// <summary>How many bytes they had.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a message.</summary>
    public void Add(IMessage message)
    {
        var size = message.CalculateSize();
        Count++;
        Bytes += size;
        _buffer ??= ArrayPool<byte>.Shared.Rent(Size);
        if (_used + Prefix + size > _buffer.Length) Flush();
        if (Prefix + size > _buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(Prefix + size);
        }

        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_used), size);
        message.WriteTo(_buffer.AsSpan(_used + Prefix, size));
        _used += Prefix + size;
    }

    /// <summary>The hash of all messages; null when there were none. The end.</summary>
    public byte[]? Finish()
    {
        if (_buffer is null) return null;
        if (_hash is null) return SHA256.HashData(_buffer.AsSpan(0, _used));
        Flush();
        return _hash.GetHashAndReset();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _hash?.Dispose();
        if (_buffer is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
        _buffer = null;
    }

    private void Flush()
    {
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash.AppendData(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
