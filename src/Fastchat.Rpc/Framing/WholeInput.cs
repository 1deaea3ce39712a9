using System.Buffers;

namespace Fastchat.Rpc.Framing;

/// <summary>
/// A compressed message that tells whether it was cut short: the framework's streams end quietly where their input ends, finished
/// or not. One byte more is lent to them. A message that is whole leaves it alone; one that is short takes it and asks for more.
/// </summary>
internal sealed class WholeInput(in ReadOnlySequence<byte> message) : MemoryStream(Lend(message), writable: false)
{
    // Begins no gzip member (RFC 1952, section 2.3.1), and ends none: its last byte would mean a length of 4 GB.
    private const byte Lent = 0xff;

    /// <summary>Whether more was asked for than there is.</summary>
    public bool WasShort { get; private set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = base.Read(buffer, offset, count);
        WasShort |= read == 0;
        return read;
    }

    private static byte[] Lend(in ReadOnlySequence<byte> message)
    {
        var bytes = new byte[message.Length + 1];
        message.CopyTo(bytes);
        bytes[^1] = Lent;
        return bytes;
    }
}
