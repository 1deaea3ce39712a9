using Fastchat.Rpc.Services;

namespace Fastchat.Rpc.Grpc;

/// <summary>gRPC-Web as base64 over HTTP/1.1, all of the reply: each flush is padded by itself.</summary>
public sealed class GrpcWebTextBytesTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Unary_Answered_IsTheseBytes()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await RawHttp1.PostAsync(server, "/fastchat.wiretest.v1.TextService/Say", "Content-Type: application/grpc-web-text\r\n", "AAAAAAQKAmhp"u8.ToArray());

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n" +
            "Content-Type: application/grpc-web-text\r\nDate: [date]\r\nTransfer-Encoding: chunked\r\nx-request-id: [id]\r\nGrpc-Accept-Encoding: identity,gzip,deflate\r\n\r\n" +
            "28\r\nAAAAAAQKAmhpgAAAABBncnBjLXN0YXR1czogMA0K\r\n" +
            "0\r\n\r\n",
            reply);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_FailsAfterAMessage_IsTheseBytes()
    {
        await using var server = await WireServer.StartAsync(TextHandler.FailsBehindAMessage);

        var reply = await RawHttp1.PostAsync(server, "/fastchat.wiretest.v1.TextService/Split", "Content-Type: application/grpc-web-text\r\n", "AAAAAAQKAmhp"u8.ToArray());

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n" +
            "Content-Type: application/grpc-web-text\r\nDate: [date]\r\nTransfer-Encoding: chunked\r\nx-request-id: [id]\r\nGrpc-Accept-Encoding: identity,gzip,deflate\r\n\r\n" +
            "c\r\nAAAAAAQKAmhp\r\n" +
            "34\r\ngAAAACJncnBjLXN0YXR1czogNQ0KZ3JwYy1tZXNzYWdlOiBubw0K\r\n" +
            "0\r\n\r\n",
            reply);
    }
}
