using Fastchat.Rpc.Services;

namespace Fastchat.Rpc.Rest;

/// <summary>Server-sent events over HTTP/1.1, all of the reply: an error stands in the place of the end.</summary>
public sealed class SseBytesTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Events_Answered_AreTheseBytes()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await RawHttp1.PostAsync(server, "/v1/split", "Content-Type: application/json\r\n", """{"text":"hi"}"""u8.ToArray());

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n" +
            "Content-Type: text/event-stream; charset=utf-8\r\nDate: [date]\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\nx-request-id: [id]\r\nX-Accel-Buffering: no\r\n\r\n" +
            "15\r\ndata: {\"text\":\"hi\"}\n\n\r\n" +
            "0\r\n\r\n",
            reply);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Events_FailureAfterOne_AreTheseBytes()
    {
        await using var server = await WireServer.StartAsync(TextHandler.FailsBehindAMessage);

        var reply = await RawHttp1.PostAsync(server, "/v1/split", "Content-Type: application/json\r\n", """{"text":"hi"}"""u8.ToArray());

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n" +
            "Content-Type: text/event-stream; charset=utf-8\r\nDate: [date]\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\nx-request-id: [id]\r\nX-Accel-Buffering: no\r\n\r\n" +
            "15\r\ndata: {\"text\":\"hi\"}\n\n\r\n" +
            "5a\r\ndata: {\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}\n\n\r\n" +
            "0\r\n\r\n",
            reply);
    }
}
