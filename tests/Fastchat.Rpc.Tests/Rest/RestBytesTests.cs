using Fastchat.Rpc.Services;
using Grpc.Core;

namespace Fastchat.Rpc.Rest;

/// <summary>REST over HTTP/1.1, all of the reply.</summary>
public sealed class RestBytesTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Json_Answered_IsTheseBytes()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await RawHttp1.PostAsync(server, "/v1/say", "Content-Type: application/json\r\n", """{"text":"hi"}"""u8.ToArray());

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n" +
            "Content-Type: application/json\r\nDate: [date]\r\nx-request-id: [id]\r\n\r\n" +
            "{\"text\":\"hi\"}",
            reply);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Json_Failed_IsTheseBytes()
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "no")) });

        var reply = await RawHttp1.PostAsync(server, "/v1/say", "Content-Type: application/json\r\n", """{"text":"hi"}"""u8.ToArray());

        Assert.Equal(
            "HTTP/1.1 404 Not Found\r\nContent-Length: 82\r\nConnection: close\r\n" +
            "Content-Type: application/json\r\nDate: [date]\r\nx-request-id: [id]\r\n\r\n" +
            "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}",
            reply);
    }
}
