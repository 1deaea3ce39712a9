using static Fastchat.Rpc.Http2.CaseFrames;
using static Fastchat.Rpc.Http2.Http2Case;
using static Fastchat.Rpc.Http2.Http2Frame;

namespace Fastchat.Rpc.Http2;

/// <summary>RFC 9113, section 8: HTTP as it must be said in frames; with requests of all shapes that are right.</summary>
internal static class SemanticsCases
{
    private static readonly (string, string) Method = GetFields[0], Scheme = GetFields[1], Path = GetFields[2], Authority = GetFields[3];

    public static IEnumerable<Http2Case> All => [.. Good, .. Framing, .. Fields, .. PseudoFields];

    private static IEnumerable<Http2Case> Good =>
    [
        Answered("8.1", "GET", Get()),
        Answered("8.1", "HEAD", Headers(1, End, (":method", "HEAD"), Scheme, Path, Authority)),
        Answered("8.1", "OPTIONS of the whole server", Headers(1, End, (":method", "OPTIONS"), Scheme, (":path", "*"), Authority)),
        new("8.1", "POST", new Http2Step(_ => [Post(), Finish()], Http2Expectation.Answer(stream: 1, status: 200))),
        new("8.1", "POST with its length", new Http2Step(_ => [Post(1, ("content-length", "13")), Finish()], Http2Expectation.Answer(stream: 1, status: 200))),
        new("8.1", "POST with trailers", new Http2Step(_ => [Post(), Send(1, 0, Body), Headers(1, End, ("x-end", "1"))], Http2Expectation.Answer(stream: 1, status: 200))),
        new("8.1", "POST with its body in pieces", new Http2Step(
            _ => [Post(), .. Body.Select(b => Send(1, 0, b)), Send(1, EndStream)], Http2Expectation.Answer(stream: 1, status: 200))),
        new("8.1", "Requests one after the other", [.. new[] { 1u, 3u, 5u }.Select(n => new Http2Step(_ => [Get(n)], Http2Expectation.Answer((int)n)))]),
        new("8.1", "Requests woven into each other", new Http2Step(
            _ => [Post(1), Post(3), Send(3, 0, Body), Send(1, 0, Body), Send(1, EndStream), Send(3, EndStream)], Http2Expectation.Answer(stream: 3, status: 200))),
    ];

    private static IEnumerable<Http2Case> Framing =>
    [
        Malformed("8.1", "A second HEADERS that does not end the stream", Post(), Headers(1, EndHeaders, ("x-end", "1"))),
        Malformed("8.1.1", "A body shorter than its content-length", Post(1, ("content-length", "14")), Finish()),
        Malformed("8.1.1", "A body longer than its content-length", Post(1, ("content-length", "1")), Finish()),
        Malformed("8.1.1", "Pieces that together are not the content-length", Post(1, ("content-length", "14")), Send(1, 0, Body), Send(1, EndStream, 32, 32)),
        Malformed("8.1.1", "A content-length and no body", Get(1, ("content-length", "1"))),
        Resets("8.1.1", "A content-length that is no number", ProtocolError, Post(1, ("content-length", "x")), Finish()),
        Breaks("8.4", "A client that pushes", ProtocolError, Get(), Bytes(PushPromise, EndHeaders, 1, [.. Number(2), .. Hpack.Block(GetFields)])),
    ];

    private static IEnumerable<Http2Case> Fields =>
    [
        Malformed("8.2.1", "A field's name in upper case", Get(1, ("X-Test", "ok"))),
        Malformed("8.2.1", "A field's name of no length", Get(1, ("", "ok"))),
        Malformed("8.2.1", "A blank in a field's name", Get(1, ("x test", "ok"))),
        Malformed("8.2.1", "A colon in a field's name", Get(1, ("x:test", "ok"))),
        Malformed("8.2.1", "A control character in a field's name", Get(1, ("x\u0001", "ok"))),
        Malformed("8.2.1", "NUL in a field's value", Get(1, ("x-test", "a\0b"))),
        Malformed("8.2.1", "CR in a field's value", Get(1, ("x-test", "a\rb"))),
        Malformed("8.2.1", "LF in a field's value", Get(1, ("x-test", "a\nb"))),
        Malformed("8.2.1", "A field's value that begins with a blank", Get(1, ("x-test", " a"))),
        Malformed("8.2.1", "A field's value that ends with a blank", Get(1, ("x-test", "a "))),
        Malformed("8.2.2", "connection", Get(1, ("connection", "keep-alive"))),
        Malformed("8.2.2", "keep-alive", Get(1, ("keep-alive", "timeout=5"))),
        Malformed("8.2.2", "proxy-connection", Get(1, ("proxy-connection", "keep-alive"))),
        Malformed("8.2.2", "transfer-encoding", Get(1, ("transfer-encoding", "chunked"))),
        Malformed("8.2.2", "upgrade", Get(1, ("upgrade", "h2c"))),
        Malformed("8.2.2", "te of another value than trailers", Get(1, ("te", "trailers, deflate;q=0.5"))),
        Answered("8.2.2", "te: trailers", Get(1, ("te", "trailers"))),
        Answered("8.2.3", "A cookie in several fields", Get(1, ("cookie", "a=b"), ("cookie", "c=d"))),
    ];

    private static IEnumerable<Http2Case> PseudoFields =>
    [
        Malformed("8.3", "A pseudo-field that nobody knows", Headers(1, End, [.. GetFields, (":test", "ok")])),
        Malformed("8.3", "A pseudo-field of responses", Headers(1, End, [.. GetFields, (":status", "200")])),
        Malformed("8.3", "A pseudo-field in trailers", Post(), Send(1, 0, Body), Headers(1, End, (":method", "GET"))),
        Malformed("8.3", "A pseudo-field after others", Headers(1, End, Method, Scheme, ("x-test", "ok"), Path, Authority)),
        Malformed("8.3.1", ":path of no length", Headers(1, End, Method, Scheme, (":path", ""), Authority)),
        Malformed("8.3.1", ":path without a slash", Headers(1, End, Method, Scheme, (":path", "v1"), Authority)),
        Malformed("8.3.1", ":method is missing", Headers(1, End, Scheme, Path, Authority)),
        Malformed("8.3.1", ":scheme is missing", Headers(1, End, Method, Path, Authority)),
        Malformed("8.3.1", ":path is missing", Headers(1, End, Method, Scheme, Authority)),
        Malformed("8.3.1", ":method twice", Headers(1, End, Method, Method, Scheme, Path, Authority)),
        Malformed("8.3.1", ":scheme twice", Headers(1, End, Method, Scheme, Scheme, Path, Authority)),
        Malformed("8.3.1", ":path twice", Headers(1, End, Method, Scheme, Path, Path, Authority)),
        Malformed("8.3.1", ":authority twice", Headers(1, End, Method, Scheme, Path, Authority, Authority)),
        Malformed("8.3.1", ":authority with user information", Headers(1, End, Method, Scheme, Path, (":authority", "user@server.test"))),
        Malformed("8.3.1", "host that contradicts :authority", Get(1, ("host", "other.test"))),
        Answered("8.3.1", "host in place of :authority", Headers(1, End, Method, Scheme, Path, ("host", "server.test"))),
        Malformed("8.5", "CONNECT with :scheme and :path", Headers(1, EndHeaders, (":method", "CONNECT"), Scheme, Path, Authority)),
    ];
}
