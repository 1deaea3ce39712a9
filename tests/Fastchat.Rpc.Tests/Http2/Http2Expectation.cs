using System.Text;

namespace Fastchat.Rpc.Http2;

/// <summary>Judges frames one by one, null for a closed connection: true and false end it, null goes on.</summary>
internal sealed record Http2Expectation(Func<Func<Http2Frame?, bool?>> Judge)
{
    public static Http2Expectation ConnectionError(params uint[] codes) => Each(frame => frame switch
    {
        null => true,
        { Type: Http2Frame.GoAway } => codes.Contains(frame.Error),
        _ => null,
    });

    // NO_ERROR after an answer asks the peer to send no more (section 8.1): it is no verdict on what it sent.
    public static Http2Expectation StreamError(params uint[] codes) => Each(frame => frame switch
    {
        null => true,
        { Type: Http2Frame.Reset, Error: 0 } => null,
        { Type: Http2Frame.GoAway or Http2Frame.Reset } => codes.Contains(frame.Error),
        _ => null,
    });

    public static Http2Expectation Answer(int stream, int? status = null) => Each(frame => frame switch
    {
        null or { Type: Http2Frame.GoAway or Http2Frame.Reset } => false,
        { Type: Http2Frame.Headers } when frame.Stream == stream => status is null || Hpack.Status(frame.Payload) == status,
        _ => null,
    });

    public static Http2Expectation Pong(string text) => Each(frame => frame switch
    {
        null or { Type: Http2Frame.GoAway } => false,
        { Type: Http2Frame.Ping, Flags: Http2Frame.Ack } => Encoding.ASCII.GetString(frame.Payload) == text,
        _ => null,
    });

    /// <summary>SETTINGS come, or their acknowledgement.</summary>
    public static Http2Expectation Settings(byte flags) => Each(frame => frame switch
    {
        null or { Type: Http2Frame.GoAway } => false,
        { Type: Http2Frame.Settings } => frame.Flags == flags,
        _ => flags == 0 ? false : null,
    });

    /// <summary>The next DATA has this length.</summary>
    public static Http2Expectation Data(int length) => Each(frame => frame switch
    {
        null or { Type: Http2Frame.GoAway or Http2Frame.Reset } => false,
        { Type: Http2Frame.Data } => frame.Payload.Length == length,
        _ => null,
    });

    /// <summary>GOAWAY with the code, and then the end of the connection.</summary>
    public static Http2Expectation GoAwayThenClose(uint code) => new(() =>
    {
        var gone = false;
        return frame =>
        {
            if (frame is null) return gone;
            if (frame.Type == Http2Frame.GoAway && frame.Error == code) gone = true;
            return null;
        };
    });

    private static Http2Expectation Each(Func<Http2Frame?, bool?> judge) => new(() => judge);
}
