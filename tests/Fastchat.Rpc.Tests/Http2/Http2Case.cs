namespace Fastchat.Rpc.Http2;

/// <summary>One rule of RFC 9113 or RFC 7541: what a peer sends, and what a server may do about it.</summary>
/// <param name="Section">The section of RFC 9113; "HPACK" before one of RFC 7541.</param>
/// <param name="Name">What the peer does.</param>
/// <param name="Steps">What it sends, each time with what must come of it.</param>
internal sealed record Http2Case(string Section, string Name, params Http2Step[] Steps)
{
    private const uint Protocol = 1, StreamClosed = 5;

    /// <summary>Whether the peer begins without preface and SETTINGS.</summary>
    public bool Raw { get; init; }

    public string Id => $"{Section} {Name}";

    /// <summary>The connection must end: GOAWAY with one of the codes, or closed without a word (section 5.4.1 allows it).</summary>
    public static Http2Case Breaks(string section, string name, uint[] codes, params byte[][] frames) =>
        new(section, name, new Http2Step(_ => frames, Http2Expectation.ConnectionError(codes)));

    /// <summary>The stream must end: RST_STREAM with one of the codes; ending the whole connection is allowed (section 5.4.2).</summary>
    public static Http2Case Resets(string section, string name, uint[] codes, params byte[][] frames) =>
        new(section, name, new Http2Step(_ => frames, Http2Expectation.StreamError(codes)));

    /// <summary>A message that breaks the rules of HTTP: PROTOCOL_ERROR (section 8.1.1).</summary>
    public static Http2Case Malformed(string section, string name, params byte[][] frames) => Resets(section, name, [Protocol], frames);

    /// <summary>A frame on a stream that has ended: STREAM_CLOSED, and PROTOCOL_ERROR where the frame has no place anyway.</summary>
    public static Http2Case Closed(string section, string name, params byte[][] frames) => Resets(section, name, [StreamClosed, Protocol], frames);

    /// <summary>What is to be ignored: the connection answers a PING as if nothing had been.</summary>
    public static Http2Case Ignored(string section, string name, params byte[][] frames) =>
        new(section, name, new Http2Step(_ => [.. frames, Http2Frame.Bytes(Http2Frame.Ping, 0, 0, "unharmed"u8)], Http2Expectation.Pong("unharmed")));

    /// <summary>A good request: it is answered.</summary>
    public static Http2Case Answered(string section, string name, params byte[][] frames) =>
        new(section, name, new Http2Step(_ => frames, Http2Expectation.Answer(stream: 1)));

    public override string ToString() => Id;
}
