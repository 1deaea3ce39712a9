using System.Text;
using static Fastchat.Rpc.Http2.Http2Frame;

namespace Fastchat.Rpc.Http2;

/// <summary>What the cases are made of.</summary>
internal static class CaseFrames
{
    public const byte End = EndStream | EndHeaders;

    public static readonly uint[] ProtocolError = [1], FlowControlError = [3], StreamClosed = [5], FrameSizeError = [6], RefusedStream = [7], CompressionError = [9];

    public static readonly (string, string)[] GetFields = [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "server.test")];

    public static readonly (string, string)[] PostFields =
        [(":method", "POST"), (":scheme", "http"), (":path", "/v1/say"), (":authority", "server.test"), ("content-type", "application/json")];

    /// <summary>A body of 13 bytes, which is answered by as many.</summary>
    public static readonly byte[] Body = "{\"text\":\"hi\"}"u8.ToArray();

    /// <summary>A whole request without a body, with further fields.</summary>
    public static byte[] Get(uint stream = 1, params (string, string)[] more) => Headers(stream, End, [.. GetFields, .. more]);

    /// <summary>The head of a request whose body follows.</summary>
    public static byte[] Post(uint stream = 1, params (string, string)[] more) => Headers(stream, EndHeaders, [.. PostFields, .. more]);

    public static byte[] Headers(uint stream, byte flags, params (string, string)[] fields) => Bytes(Http2Frame.Headers, flags, stream, Hpack.Block(fields));

    public static byte[] HeaderBlock(uint stream, byte flags, params byte[] block) => Bytes(Http2Frame.Headers, flags, stream, block);

    public static byte[] More(uint stream, byte flags, params byte[] block) => Bytes(Continuation, flags, stream, block);

    public static byte[] Send(uint stream, byte flags, params byte[] data) => Bytes(Http2Frame.Data, flags, stream, data);

    public static byte[] Finish(uint stream = 1) => Send(stream, EndStream, Body);

    public static byte[] Cancel(uint stream, uint code = 8) => Bytes(Http2Frame.Reset, 0, stream, Number(code));

    public static byte[] Window(uint stream, uint increment) => Bytes(WindowUpdate, 0, stream, Number(increment));

    public static byte[] Setting(byte id, uint value) => Bytes(Http2Frame.Settings, 0, 0, [0, id, .. Number(value)]);

    public static byte[] Depends(uint stream, uint on) => Bytes(Http2Frame.Priority, 0, stream, [.. Number(on), 16]);

    public static byte[] Pings(uint stream, byte flags, string text) => Bytes(Http2Frame.Ping, flags, stream, Encoding.ASCII.GetBytes(text));
}
