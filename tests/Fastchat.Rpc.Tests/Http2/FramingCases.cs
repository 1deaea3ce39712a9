using static Fastchat.Rpc.Http2.CaseFrames;
using static Fastchat.Rpc.Http2.Http2Case;
using static Fastchat.Rpc.Http2.Http2Frame;

namespace Fastchat.Rpc.Http2;

/// <summary>RFC 9113, sections 3 and 4: the beginning of a connection, and frames as such.</summary>
internal static class FramingCases
{
    private static readonly byte[] Preface = System.Text.Encoding.ASCII.GetBytes(Http2Client.Preface);

    public static IEnumerable<Http2Case> All =>
    [
        new("3.4", "The preface is answered with SETTINGS first", new Http2Step(_ => [Preface, Bytes(Settings, 0, 0)], Http2Expectation.Settings(flags: 0))) { Raw = true },
        Breaks("3.4", "A preface that is none", ProtocolError, "INVALID CONNECTION PREFACE\r\n\r\n"u8.ToArray()) with { Raw = true },
        Breaks("3.4", "A preface that turns wrong in its middle", ProtocolError, "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"u8.ToArray()) with { Raw = true },
        Breaks("3.4", "PING before SETTINGS", ProtocolError, Preface, Pings(0, 0, "too soon")) with { Raw = true },
        Breaks("3.4", "A request before SETTINGS", ProtocolError, Preface, Get()) with { Raw = true },

        Ignored("4.1", "A frame of an unknown type", Bytes(0x16, 0, 0, "unknown"u8)),
        Ignored("4.1", "A frame of an unknown type on a stream", Get(), Bytes(0x16, 0xff, 1, "unknown"u8)),
        new("4.1", "PING with flags that mean nothing", new Http2Step(_ => [Pings(0, 0x16, "flagged!")], Http2Expectation.Pong("flagged!"))),
        new("4.1", "PING with the reserved bit of its stream set", new Http2Step(_ => [Pings(0x80000000, 0, "reserved")], Http2Expectation.Pong("reserved"))),
        Answered("4.1", "A request with the reserved bit of its stream set", Get(0x80000001)),

        Answered("4.2", "DATA as long as a frame may be", Post(), Send(1, 0, [.. Body, .. Blanks(16384 - Body.Length)]), Send(1, EndStream)),
        Resets("4.2", "DATA longer than a frame may be", FrameSizeError, Post(), Send(1, EndStream, Blanks(16385))),
        Breaks("4.2", "HEADERS longer than a frame may be", FrameSizeError, HeaderBlock(1, End, new byte[16385])),
        Breaks("4.2", "SETTINGS longer than a frame may be", FrameSizeError, Bytes(Settings, 0, 0, new byte[6 * 2731])),
        Breaks("4.2", "A frame of an unknown type longer than a frame may be", FrameSizeError, Bytes(0x16, 0, 0, new byte[16385])),

        Breaks("4.3", "A field block that breaks off inside a representation", CompressionError, HeaderBlock(1, End, 0x40, 5, (byte)'a')),
        Breaks("4.3", "PRIORITY inside a field block", ProtocolError, Headers(1, EndStream, GetFields), Depends(1, 0), More(1, EndHeaders)),
        Breaks("4.3", "HEADERS of another stream inside a field block", ProtocolError, Headers(1, EndStream, GetFields), Get(3)),
        Breaks("4.3", "PING inside a field block", ProtocolError, Headers(1, EndStream, GetFields), Pings(0, 0, "too soon")),

        Breaks("5.5", "A frame of an unknown type inside a field block", ProtocolError, Headers(1, EndStream, GetFields), Bytes(0x16, 0, 0), More(1, EndHeaders)),
    ];

    private static byte[] Blanks(int count)
    {
        var blanks = new byte[count];
        blanks.AsSpan().Fill((byte)' ');
        return blanks;
    }
}
