using static Fastchat.Rpc.Http2.CaseFrames;
using static Fastchat.Rpc.Http2.Http2Case;
using static Fastchat.Rpc.Http2.Http2Frame;

namespace Fastchat.Rpc.Http2;

/// <summary>RFC 9113, sections 6 and 7: each type of frame, and error codes.</summary>
internal static class FrameTypeCases
{
    private const uint Largest = 0x7fffffff;

    private static readonly byte[] GetBlock = Hpack.Block(GetFields);

    public static IEnumerable<Http2Case> All => [.. Requests, .. Control, .. Windows, .. Continuations];

    private static IEnumerable<Http2Case> Requests =>
    [
        Breaks("6.1", "DATA on stream 0", ProtocolError, Send(0, EndStream, Body)),
        Resets("6.1", "DATA with more padding than payload", ProtocolError, Post(), Send(1, EndStream | Padded, 10, 1, 2)),
        Breaks("6.1", "DATA marked as padded, without the padding's length", [.. ProtocolError, .. FrameSizeError], Post(), Send(1, EndStream | Padded)),
        Answered("6.1", "DATA with padding", Post(), Send(1, EndStream | Padded, [4, .. Body, 0, 0, 0, 0])),
        Answered("6.1", "DATA with padding of no length", Post(), Send(1, EndStream | Padded, [0, .. Body])),
        Answered("6.1", "DATA of no length that ends the stream", Post(), Send(1, 0, Body), Send(1, EndStream)),

        Breaks("6.2", "HEADERS on stream 0", ProtocolError, Get(0)),
        Breaks("6.2", "HEADERS with more padding than payload", ProtocolError, HeaderBlock(1, End | Padded, [200, .. GetBlock])),
        Breaks("6.2", "HEADERS marked as padded, without the padding's length", [.. ProtocolError, .. FrameSizeError], HeaderBlock(1, End | Padded)),
        Breaks("6.2", "HEADERS too short for their priority", [.. ProtocolError, .. FrameSizeError], HeaderBlock(1, End | HasPriority, 0, 0)),
        Answered("6.2", "HEADERS with padding", HeaderBlock(1, End | Padded, [3, .. GetBlock, 0, 0, 0])),
        Answered("6.2", "HEADERS with priority", HeaderBlock(1, End | HasPriority, [0, 0, 0, 0, 15, .. GetBlock])),
        Answered("6.2", "HEADERS with padding and priority", HeaderBlock(1, End | Padded | HasPriority, [2, 0x80, 0, 0, 0, 255, .. GetBlock, 0, 0])),

        Breaks("6.3", "PRIORITY on stream 0", ProtocolError, Depends(0, 1)),
        Resets("6.3", "PRIORITY of a wrong length", FrameSizeError, Bytes(Priority, 0, 1, 0, 0, 0, 0)),
        Answered("6.3", "PRIORITY before its stream begins", Depends(1, 0), Get()),

        Breaks("6.4", "RST_STREAM on stream 0", ProtocolError, Cancel(0)),
        Breaks("6.4", "RST_STREAM of a wrong length", FrameSizeError, Post(), Bytes(Reset, 0, 1, 0, 0, 8)),
        new("6.4", "RST_STREAM ends one stream and no other",
            new Http2Step(_ => [Post(), Cancel(1), Get(3)], Http2Expectation.Answer(stream: 3))),
    ];

    private static IEnumerable<Http2Case> Control =>
    [
        new("6.5", "SETTINGS are acknowledged", new Http2Step(_ => [Bytes(Settings, 0, 0)], Http2Expectation.Settings(Ack))),
        Breaks("6.5", "An acknowledgement with a payload", FrameSizeError, Bytes(Settings, Ack, 0, 0, 4, 0, 0, 0, 1)),
        Breaks("6.5", "SETTINGS on a stream", ProtocolError, Bytes(Settings, 0, 1, 0, 4, 0, 0, 0, 1)),
        Breaks("6.5", "SETTINGS of a wrong length", FrameSizeError, Bytes(Settings, 0, 0, 0, 4, 0)),
        Breaks("6.5.2", "SETTINGS_ENABLE_PUSH that is neither 0 nor 1", ProtocolError, Setting(2, 2)),
        Breaks("6.5.2", "SETTINGS_INITIAL_WINDOW_SIZE beyond 2^31-1", FlowControlError, Setting(4, 0x80000000)),
        Breaks("6.5.2", "SETTINGS_MAX_FRAME_SIZE below 2^14", ProtocolError, Setting(5, 16383)),
        Breaks("6.5.2", "SETTINGS_MAX_FRAME_SIZE beyond 2^24-1", ProtocolError, Setting(5, 16777216)),
        new("6.5.2", "A setting that nobody knows", new Http2Step(_ => [Setting(0xff, 1)], Http2Expectation.Settings(Ack))),
        new("6.5.3", "A setting twice: the last one counts",
            new Http2Step(_ => [Bytes(Settings, 0, 0, [0, 4, .. Number(100), 0, 4, .. Number(1)])], Http2Expectation.Settings(Ack)),
            new Http2Step(_ => [Post(), Finish()], Http2Expectation.Data(1))),

        Breaks("6.6", "PUSH_PROMISE from a client", ProtocolError, Post(), Bytes(PushPromise, EndHeaders, 1, [.. Number(2), .. GetBlock])),

        new("6.7", "PING is answered with its payload", new Http2Step(_ => [Pings(0, 0, "12345678")], Http2Expectation.Pong("12345678"))),
        Ignored("6.7", "An answer to a PING that was never sent", Pings(0, Ack, "invalid!")),
        Breaks("6.7", "PING on a stream", ProtocolError, Pings(1, 0, "12345678")),
        Breaks("6.7", "PING of a wrong length", FrameSizeError, Pings(0, 0, "123456")),

        Breaks("6.8", "GOAWAY on a stream", ProtocolError, Bytes(GoAway, 0, 1, [.. Number(0), .. Number(0)])),
        Breaks("6.8", "GOAWAY of a wrong length", [.. FrameSizeError, .. ProtocolError], Bytes(GoAway, 0, 0, 0, 0)),
        Answered("6.8", "GOAWAY while a request is under way", Post(), Bytes(GoAway, 0, 0, [.. Number(0), .. Number(0)]), Finish()),

        Breaks("7", "GOAWAY with a code that nobody knows ends in peace", [0], Bytes(GoAway, 0, 0, [.. Number(0), .. Number(0xff)])),
        Ignored("7", "RST_STREAM with a code that nobody knows", Post(), Cancel(1, 0xff)),
    ];

    private static IEnumerable<Http2Case> Windows =>
    [
        Breaks("6.9", "WINDOW_UPDATE of 0 on the connection", ProtocolError, Window(0, 0)),
        Resets("6.9", "WINDOW_UPDATE of 0 on a stream", ProtocolError, Post(), Window(1, 0)),
        Breaks("6.9", "WINDOW_UPDATE of a wrong length", FrameSizeError, Bytes(WindowUpdate, 0, 0, 0, 0, 1)),
        new("6.9.1", "No more DATA than the window", new Http2Step(_ => [Setting(4, 1)], Http2Expectation.Settings(Ack)), new Http2Step(_ => [Post(), Finish()], Http2Expectation.Data(1))),
        Breaks("6.9.1", "The connection's window grows beyond 2^31-1", FlowControlError, Window(0, Largest), Window(0, Largest)),
        Resets("6.9.1", "A stream's window grows beyond 2^31-1", FlowControlError, Post(), Window(1, Largest), Window(1, Largest)),
        new("6.9.2", "A larger initial window sets a waiting answer free",
            new Http2Step(_ => [Setting(4, 0), Post(), Finish()], Http2Expectation.Answer(stream: 1, status: 200)), new Http2Step(_ => [Setting(4, 1)], Http2Expectation.Data(1))),
        new("6.9.2", "A window may become negative, and is paid back",
            new Http2Step(_ => [Setting(4, 3)], Http2Expectation.Settings(Ack)),
            new Http2Step(_ => [Post(), Finish()], Http2Expectation.Data(3)),
            new Http2Step(_ => [Setting(4, 2)], Http2Expectation.Settings(Ack)),
            new Http2Step(_ => [Window(1, 3)], Http2Expectation.Data(2))),
        Breaks("6.9.2", "A larger initial window takes a stream's beyond 2^31-1", FlowControlError, Post(), Window(1, 1), Setting(4, Largest)),
    ];

    private static IEnumerable<Http2Case> Continuations =>
    [
        Answered("6.10", "A field block in three frames", HeaderBlock(1, EndStream, GetBlock[..10]), More(1, 0, GetBlock[10..20]), More(1, EndHeaders, GetBlock[20..])),
        Answered("6.10", "CONTINUATION of no length", HeaderBlock(1, EndStream, GetBlock), More(1, 0), More(1, EndHeaders)),
        Breaks("6.10", "CONTINUATION on stream 0", ProtocolError, HeaderBlock(1, EndStream, GetBlock), More(0, EndHeaders)),
        Breaks("6.10", "CONTINUATION on another stream", ProtocolError, HeaderBlock(1, EndStream, GetBlock), More(3, EndHeaders)),
        Breaks("6.10", "CONTINUATION after the field block's end", ProtocolError, Post(), More(1, EndHeaders, GetBlock)),
        Breaks("6.10", "CONTINUATION after CONTINUATION that ended the block", ProtocolError, HeaderBlock(1, 0, Hpack.Block(PostFields)), More(1, EndHeaders), More(1, EndHeaders)),
        Breaks("6.10", "CONTINUATION after DATA", ProtocolError, Post(), Send(1, 0, Body), More(1, EndHeaders)),
        Breaks("6.10", "DATA inside a field block", ProtocolError, HeaderBlock(1, 0, GetBlock), Send(1, EndStream, Body)),
    ];
}
