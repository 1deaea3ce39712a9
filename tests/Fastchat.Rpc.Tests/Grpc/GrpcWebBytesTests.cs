using Fastchat.Rpc.Services;

namespace Fastchat.Rpc.Grpc;

/// <summary>gRPC-Web over HTTP/1.1, all of the reply.</summary>
public sealed class GrpcWebBytesTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Unary_Answered_IsTheseBytes()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await RawHttp1.PostAsync(server, "/fastchat.wiretest.v1.TextService/Say", "Content-Type: application/grpc-web\r\n", Frames.Texts("hi"));

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n" +
            "Content-Type: application/grpc-web\r\nDate: [date]\r\nTransfer-Encoding: chunked\r\nx-request-id: [id]\r\nGrpc-Accept-Encoding: identity,gzip,deflate\r\n\r\n" +
            "9\r\n\0\0\0\0\u0004\n\u0002hi\r\n" +
            "15\r\n\u0080\0\0\0\u0010grpc-status: 0\r\n\r\n" +
            "0\r\n\r\n",
            reply);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_FailsAfterAMessage_IsTheseBytes()
    {
        await using var server = await WireServer.StartAsync(TextHandler.FailsBehindAMessage);

        var reply = await RawHttp1.PostAsync(server, "/fastchat.wiretest.v1.TextService/Split", "Content-Type: application/grpc-web\r\n", Frames.Texts("hi"));

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n" +
            "Content-Type: application/grpc-web\r\nDate: [date]\r\nTransfer-Encoding: chunked\r\nx-request-id: [id]\r\nGrpc-Accept-Encoding: identity,gzip,deflate\r\n\r\n" +
            "9\r\n\0\0\0\0\u0004\n\u0002hi\r\n" +
            "27\r\n\u0080\0\0\0\"grpc-status: 5\r\ngrpc-message: no\r\n\r\n" +
            "0\r\n\r\n",
            reply);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(4_000)]
    [InlineData(100_000)]
    public async Task Unary_ResponseLongerThanOneBlock_Arrives(int length)
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (_, _) => Task.FromResult(new WireTest.Text { Text_ = new string('x', length) }) });

        var reply = await server.CallAsync(server.Http1, "Say", "application/grpc-web", Frames.Texts("hi"));

        Assert.Equal(length, reply.Body.Count(b => b == 'x'));
        Assert.EndsWith("grpc-status: 0\r\n", reply.Text, StringComparison.Ordinal);
    }
}
