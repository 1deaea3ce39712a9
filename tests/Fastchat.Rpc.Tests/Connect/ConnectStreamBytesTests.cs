using Fastchat.Rpc.Services;

namespace Fastchat.Rpc.Connect;

/// <summary>Connect's streams over HTTP/1.1, all of the reply.</summary>
public sealed class ConnectStreamBytesTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Stream_Answered_IsTheseBytes()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await RawHttp1.PostAsync(server, "/fastchat.wiretest.v1.TextService/Split", "Content-Type: application/connect+proto\r\n", Frames.Texts("hi"));

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n" +
            "Content-Type: application/connect+proto\r\nDate: [date]\r\nTransfer-Encoding: chunked\r\nx-request-id: [id]\r\nconnect-accept-encoding: identity,gzip,deflate\r\n\r\n" +
            "9\r\n\0\0\0\0\u0004\n\u0002hi\r\n" +
            "7\r\n\u0002\0\0\0\u0002{}\r\n" +
            "0\r\n\r\n",
            reply);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_FailsAfterAMessage_IsTheseBytes()
    {
        await using var server = await WireServer.StartAsync(TextHandler.FailsBehindAMessage);

        var reply = await RawHttp1.PostAsync(server, "/fastchat.wiretest.v1.TextService/Split", "Content-Type: application/connect+proto\r\n", Frames.Texts("hi"));

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n" +
            "Content-Type: application/connect+proto\r\nDate: [date]\r\nTransfer-Encoding: chunked\r\nx-request-id: [id]\r\nconnect-accept-encoding: identity,gzip,deflate\r\n\r\n" +
            "9\r\n\0\0\0\0\u0004\n\u0002hi\r\n" +
            "32\r\n\u0002\0\0\0\u002d{\"error\":{\"code\":\"not_found\",\"message\":\"no\"}}\r\n" +
            "0\r\n\r\n",
            reply);
    }
}
