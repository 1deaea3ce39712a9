using System.Buffers.Binary;
using System.Text;

namespace Fastchat.Governance.Audit;

/// <summary>
/// Fields as bytes that can be read in one way only: a name with a zero byte behind it, then per field its number (one byte), the
/// length of its value (four bytes, big-endian) and the value. Whole numbers are eight bytes, big-endian; text is UTF-8. What is
/// absent is left out, so that a field which comes later changes no hash of before. Not for use by two threads.
/// </summary>
internal sealed class CanonicalWriter
{
    private const int Header = 5;

    private byte[] _buffer = new byte[2048];
    private int _length;

    /// <summary>What has been written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Begins anew, with the name of the form.</summary>
    public void Begin(ReadOnlySpan<byte> name)
    {
        _length = 0;
        Reserve(name.Length + 1);
        name.CopyTo(_buffer);
        _buffer[name.Length] = 0;
        _length = name.Length + 1;
    }

    public void Write(byte field, string text)
    {
        Reserve(Header + Encoding.UTF8.GetMaxByteCount(text.Length));
        End(field, Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length + Header)));
    }

    public void Write(byte field, long number)
    {
        Reserve(Header + sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(_buffer.AsSpan(_length + Header), number);
        End(field, sizeof(long));
    }

    public void Write(byte field, long? number)
    {
        if (number is { } some) Write(field, some);
    }

    public void Write(byte field, byte[]? bytes)
    {
        if (bytes is null) return;
        Reserve(Header + bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length + Header));
        End(field, bytes.Length);
    }

    private void End(byte field, int length)
    {
        _buffer[_length] = field;
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_length + 1), length);
        _length += Header + length;
    }

    private void Reserve(int more)
    {
        if (_length + more > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + more));
    }
}
