using static Fastchat.Rpc.Http2.CaseFrames;
using static Fastchat.Rpc.Http2.Http2Case;
using static Fastchat.Rpc.Http2.Http2Frame;

namespace Fastchat.Rpc.Http2;

/// <summary>RFC 9113, section 5: states, identifiers, concurrency, priority, errors.</summary>
internal static class StreamCases
{
    private static readonly Http2Expectation Answer = Http2Expectation.Answer(stream: 1);

    public static IEnumerable<Http2Case> All =>
    [
        Breaks("5.1", "Idle: DATA", ProtocolError, Send(1, EndStream, Body)),
        Breaks("5.1", "Idle: RST_STREAM", ProtocolError, Cancel(1)),
        Breaks("5.1", "Idle: WINDOW_UPDATE", ProtocolError, Window(1, 100)),
        Breaks("5.1", "Idle: CONTINUATION", ProtocolError, More(1, EndHeaders, Hpack.Block(GetFields))),
        Ignored("5.1", "Idle: PRIORITY", Depends(1, 0)),
        Closed("5.1", "Half-closed: DATA", Post(), Finish(), Send(1, EndStream, Body)),
        Closed("5.1", "Half-closed: HEADERS", Post(), Finish(), Get()),
        Closed("5.1", "Half-closed: CONTINUATION", Post(), Finish(), More(1, EndHeaders)),
        Ignored("5.1", "Half-closed: WINDOW_UPDATE", Post(), Finish(), Window(1, 100)),
        Ignored("5.1", "Half-closed: PRIORITY", Post(), Finish(), Depends(1, 0)),
        Ignored("5.1", "Half-closed: RST_STREAM", Post(), Finish(), Cancel(1)),
        Closed("5.1", "Closed by RST_STREAM: DATA", Post(), Cancel(1), Finish()),
        Closed("5.1", "Closed by RST_STREAM: HEADERS", Post(), Cancel(1), Get()),
        Closed("5.1", "Closed by RST_STREAM: CONTINUATION", Post(), Cancel(1), More(1, EndHeaders)),
        AfterAnswer("Closed by its end: DATA", Send(1, EndStream, Body)),
        AfterAnswer("Closed by its end: HEADERS", Get()),
        AfterAnswer("Closed by its end: CONTINUATION", More(1, EndHeaders)),
        new("5.1", "Closed by its end: WINDOW_UPDATE, PRIORITY and RST_STREAM", new Http2Step(_ => [Get()], Answer),
            new Http2Step(_ => [Window(1, 100), Depends(1, 0), Cancel(1), Pings(0, 0, "unharmed")], Http2Expectation.Pong("unharmed"))),

        Breaks("5.1.1", "A stream of an even number", ProtocolError, Get(2)),
        Resets("5.1.1", "A stream of a lower number than one before", [1, 5], Get(5), Get(3)),
        new("5.1.1", "Numbers left out", new Http2Step(_ => [Get(101)], Http2Expectation.Answer(stream: 101))),
        Answered("5.1.1", "The highest number after the first", Get(), Get(0x7fffffff)),

        new("5.1.2", "More streams than allowed", new Http2Step(
            most => Enumerable.Range(0, most + 1).Select(i => Post((uint)(2 * i + 1))), Http2Expectation.StreamError([.. ProtocolError, .. RefusedStream]))),

        Malformed("5.3.1", "HEADERS that depend on their own stream", HeaderBlock(1, End | HasPriority, [0, 0, 0, 1, 16, .. Hpack.Block(GetFields)])),
        Malformed("5.3.1", "PRIORITY that depends on its own stream", Depends(1, 1)),

        new("5.4.1", "After an error of the connection: GOAWAY, then the end", new Http2Step(_ => [Pings(1, 0, "nonsense")], Http2Expectation.GoAwayThenClose(1))),
        new("5.4.2", "After an error of a stream: the others go on",
            new Http2Step(_ => [Post(1, ("content-length", "1")), Finish()], Http2Expectation.StreamError(ProtocolError)), new Http2Step(_ => [Get(3)], Http2Expectation.Answer(stream: 3))),
    ];

    private static Http2Case AfterAnswer(string name, params byte[][] frames) =>
        new("5.1", name, new Http2Step(_ => [Get()], Answer), new Http2Step(_ => frames, Http2Expectation.StreamError([.. StreamClosed, .. ProtocolError])));
}
