using System.Buffers;
using System.IO.Pipelines;

namespace Fastchat.Rpc.Framing;

/// <summary>
/// What a response has written and not yet sent. Kestrel takes a lock each time memory is asked of a response and each time
/// it is given back; here a block is borrowed once, filled with as many messages as it holds, and given back when it is full
/// or the response is flushed.
/// </summary>
internal sealed class ResponseBuffer(PipeWriter body) : IBufferWriter<byte>
{
    private const int BlockSize = 4096;

    private Memory<byte> _block;
    private int _used;

    /// <summary>The bytes written since the last flush; headers that wait count as one.</summary>
    public int Unflushed { get; private set; }

    /// <summary>Notes that the response's headers wait for a flush.</summary>
    public void Started() => Unflushed++;

    /// <inheritdoc />
    public void Advance(int count)
    {
        _used += count;
        Unflushed += count;
    }

    /// <inheritdoc />
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_block.Length - _used < Math.Max(sizeHint, 1)) Renew(sizeHint);
        return _block[_used..];
    }

    /// <inheritdoc />
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Hands everything over to the response, whose flush sends it.</summary>
    public void Commit()
    {
        if (_used > 0) body.Advance(_used);
        _block = default;
        _used = 0;
        Unflushed = 0;
    }

    private void Renew(int sizeHint)
    {
        if (_used > 0) body.Advance(_used);
        _used = 0;
        _block = body.GetMemory(sizeHint);

        // Before an HTTP/1.1 response has started, Kestrel lends nothing to who asks for "some": Protobuf would ask for ever.
        if (_block.IsEmpty) _block = body.GetMemory(BlockSize);
    }
}
