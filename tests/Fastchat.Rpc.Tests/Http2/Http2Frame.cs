using System.Buffers.Binary;

namespace Fastchat.Rpc.Http2;

/// <summary>A frame as it came. Source: RFC 9113, section 4.1.</summary>
internal sealed record Http2Frame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    public const byte Data = 0, Headers = 1, Priority = 2, Reset = 3, Settings = 4, PushPromise = 5, Ping = 6, GoAway = 7, WindowUpdate = 8, Continuation = 9;

    public const byte EndStream = 1, Ack = 1, EndHeaders = 4, Padded = 8, HasPriority = 0x20;

    /// <summary>The error code of RST_STREAM and GOAWAY.</summary>
    public uint Error => BinaryPrimitives.ReadUInt32BigEndian(Payload.AsSpan(Type == GoAway ? 4 : 0));

    /// <summary>The bytes of a frame, whatever sense it makes.</summary>
    public static byte[] Bytes(byte type, byte flags, uint stream, params ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    /// <summary>Four bytes, big endian.</summary>
    public static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    public override string ToString() => Type switch
    {
        Reset => $"RST_STREAM({Error}) on {Stream}",
        GoAway => $"GOAWAY({Error})",
        Headers => $"HEADERS({Hpack.Status(Payload)}) on {Stream}",
        _ => $"frame {Type}/{Flags} on {Stream}, {Payload.Length} bytes",
    };
}
