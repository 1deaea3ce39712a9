using Fastchat.Rpc.Services;
using Grpc.Core;

namespace Fastchat.Rpc.Connect;

/// <summary>Connect's unary calls over HTTP/1.1, all of the reply.</summary>
public sealed class ConnectUnaryBytesTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Proto_Answered_IsTheseBytes()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await RawHttp1.PostAsync(server, "/fastchat.wiretest.v1.TextService/Say", "Content-Type: application/proto\r\n", [0x0a, 2, (byte)'h', (byte)'i']);

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n" +
            "Content-Type: application/proto\r\nDate: [date]\r\nx-request-id: [id]\r\nAccept-Encoding: identity,gzip,deflate\r\n\r\n" +
            "\n\u0002hi",
            reply);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Json_Answered_IsTheseBytes()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await RawHttp1.PostAsync(server, "/fastchat.wiretest.v1.TextService/Say", "Content-Type: application/json\r\n", """{"text":"hi"}"""u8.ToArray());

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nContent-Length: 16\r\nConnection: close\r\n" +
            "Content-Type: application/json\r\nDate: [date]\r\nx-request-id: [id]\r\nAccept-Encoding: identity,gzip,deflate\r\n\r\n" +
            "{ \"text\": \"hi\" }",
            reply);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Proto_Failed_IsTheseBytes()
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "no")) });

        var reply = await RawHttp1.PostAsync(server, "/fastchat.wiretest.v1.TextService/Say", "Content-Type: application/proto\r\n", []);

        Assert.Equal(
            "HTTP/1.1 404 Not Found\r\nContent-Length: 35\r\nConnection: close\r\n" +
            "Content-Type: application/json\r\nDate: [date]\r\nx-request-id: [id]\r\n\r\n" +
            "{\"code\":\"not_found\",\"message\":\"no\"}",
            reply);
    }
}
