using System.Net;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;
using Grpc.Core;

namespace Fastchat.Rpc.Grpc;

public sealed class GrpcCallTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Unary_OverHttp2_AnswersFramesAndTrailersByteForByte()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.GrpcAsync("Say", [0, 0, 0, 0, 4, 0x0a, 2, (byte)'h', (byte)'i']);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("application/grpc", reply.Headers["content-type"]);
        Assert.Equal("identity,gzip,deflate", reply.Headers["grpc-accept-encoding"]);
        Assert.Equal([0, 0, 0, 0, 4, 0x0a, 2, (byte)'h', (byte)'i'], reply.Body);
        Assert.Equal("0", reply.Trailers["grpc-status"]);
        Assert.DoesNotContain("grpc-message", reply.Trailers.Keys);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStream_ThreeMessages_AreThreeFrames()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.GrpcAsync("Split", Frames.Texts("a b c"));

        Assert.Equal(Frames.Texts("a", "b", "c"), reply.Body);
        Assert.Equal("0", reply.GrpcStatus);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_OverHttp1_IsRefusedWithTheWayOut()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Say", "application/grpc", Frames.Texts("hi"));

        Assert.Equal("12", reply.GrpcStatus);
        Assert.Contains("gRPC-Web", reply.GrpcMessage, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_FailsBeforeAnyMessage_AnswersTrailersOnly()
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "no schön 100%")) });

        var reply = await server.GrpcAsync("Say", Frames.Texts("hi"));

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("5", reply.Headers["grpc-status"]);
        Assert.Equal("no sch%C3%B6n 100%25", reply.Headers["grpc-message"]);
        Assert.Empty(reply.Body);
        Assert.Empty(reply.Trailers);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_UnknownMethod_IsUnimplemented()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal("12", (await server.GrpcAsync("Sing", Frames.Texts("hi"))).GrpcStatus);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_MessageLargerThanTheHttp2Window_Arrives()
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (request, _) => Task.FromResult(new Text { Text_ = $"{request.Text_.Length}" }) });
        byte[] message = [0x0a, 0x80, 0x80, 0xc0, 0x01, .. new byte[3 * 1024 * 1024]];
        Array.Fill(message, (byte)'x', 5, 3 * 1024 * 1024);

        var reply = await server.GrpcAsync("Say", Frames.Frame(0, message));

        Assert.Equal(Frames.Texts("3145728"), reply.Body);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_MessageBeyondTheLimit_IsResourceExhausted()
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { MaxReceiveMessageSize = 10 });

        var reply = await server.GrpcAsync("Say", Frames.Texts("123456789"));

        Assert.Equal("8", reply.GrpcStatus);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_CompressedRequest_IsRead()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.GrpcAsync("Say", Frames.Frame(1, Frames.Gzip(Frames.Message("hi"))), ("grpc-encoding", "gzip"));

        Assert.Equal(Frames.Texts("hi"), reply.Body);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_UnknownCompression_IsUnimplementedAndSaysWhatIsRead()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.GrpcAsync("Say", Frames.Texts("hi"), ("grpc-encoding", "br"));

        Assert.Equal("12", reply.GrpcStatus);
        Assert.Equal("identity,gzip,deflate", reply.Headers["grpc-accept-encoding"]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_LongResponseAndCallerTakesGzip_IsCompressed()
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { CompressResponsesFrom = 50 });
        var text = new string('x', 100);

        var reply = await server.GrpcAsync("Say", Frames.Texts(text), ("grpc-accept-encoding", "identity,gzip"));

        var (flags, payload) = Assert.Single(Frames.Split(reply.Body));
        Assert.Equal("gzip", reply.Headers["grpc-encoding"]);
        Assert.Equal(1, flags);
        Assert.Equal(Frames.Message(text), Frames.Gunzip(payload));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_ShortResponseAndCallerTakesGzip_IsNot()
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { CompressResponsesFrom = 50 });

        Assert.Equal(Frames.Texts("hi"), (await server.GrpcAsync("Say", Frames.Texts("hi"), ("grpc-accept-encoding", "gzip"))).Body);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc-web+proto")]
    public async Task Web_OverHttp1_AnswersTrailersAsLastFrameByteForByte(string contentType)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Say", contentType, Frames.Texts("hi"));

        Assert.Equal(contentType, reply.Headers["content-type"]);
        Assert.Equal([.. Frames.Texts("hi"), 0x80, 0, 0, 0, 16, .. "grpc-status: 0\r\n"u8], reply.Body);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/grpc+json")]
    [InlineData("application/grpc-web+json")]
    public async Task Json_InFrames_IsProtoJson(string contentType)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http2, "Say", contentType, Frames.Frame(0, """{"text":"hi"}"""u8.ToArray()));

        Assert.Equal(contentType, reply.Headers["content-type"]);
        Assert.Equal("""{ "text": "hi" }""", System.Text.Encoding.UTF8.GetString(Frames.Split(reply.Body)[0].Payload));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Web_TrailersOfTheService_HaveLowerCaseNames()
    {
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSay = (request, context) =>
            {
                context.ResponseTrailers.Add("X-Cost", "3");
                context.ResponseTrailers.Add("X-Raw-bin", [1, 2]);
                return Task.FromResult(request);
            },
        });

        var reply = await server.CallAsync(server.Http1, "Say", "application/grpc-web+proto", Frames.Texts("hi"));

        Assert.Equal([.. Frames.Texts("hi"), .. Frames.Frame(0x80, "grpc-status: 0\r\nx-cost: 3\r\nx-raw-bin: AQI\r\n"u8.ToArray())], reply.Body);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Web_FailsAfterAMessage_StatesItInTheLastFrame()
    {
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSplit = async (request, responses, _) =>
            {
                await responses.WriteAsync(request);
                throw new RpcException(new Status(StatusCode.Aborted, "über"), new Metadata { { "x-why", "because" } });
            },
        });

        var reply = await server.CallAsync(server.Http1, "Split", "application/grpc-web", Frames.Texts("hi"));

        var frames = Frames.Split(reply.Body);
        Assert.Equal(2, frames.Count);
        Assert.Equal(0x80, frames[1].Flags);
        Assert.Equal("grpc-status: 10\r\ngrpc-message: %C3%BCber\r\nx-why: because\r\n"u8.ToArray(), frames[1].Payload);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("Say", 10)]
    [InlineData("Say", 10_000)]
    [InlineData("Split", 10)]
    public async Task Web_FailsBeforeAnyMessage_StatesItInItsOnlyFrame(string method, int length)
    {
        var text = new string('x', length);
        var failing = new TextHandler { OnSay = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, text)), OnSplit = (_, _, _) => throw new RpcException(new Status(StatusCode.NotFound, text)) };
        await using var server = await WireServer.StartAsync(failing);

        var reply = await server.CallAsync(server.Http1, method, "application/grpc-web", Frames.Texts("hi"));

        Assert.Equal(Frames.Frame(0x80, System.Text.Encoding.ASCII.GetBytes($"grpc-status: 5\r\ngrpc-message: {text}\r\n")), reply.Body);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/grpc-web-text")]
    [InlineData("application/grpc-web-text+proto")]
    public async Task WebText_OverHttp1_SpeaksBase64BothWays(string contentType)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Say", contentType, System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(Frames.Texts("hi"))));

        // The message's frame may be flushed alone or with the trailers: whichever, each piece is padded by itself.
        Assert.Equal(contentType, reply.Headers["content-type"]);
        Assert.Equal("AAAAAAQKAmhpgAAAABBncnBjLXN0YXR1czogMA0K", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task WebText_AskedForByAcceptAlone_AnswersBase64ToABinaryRequest()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Say", "application/grpc-web+proto", Frames.Texts("hi"), ("accept", "application/grpc-web-text"));

        Assert.Equal("application/grpc-web-text+proto", reply.Headers["content-type"]);
        Assert.Equal("AAAAAAQKAmhpgAAAABBncnBjLXN0YXR1czogMA0K", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task WebText_ServerStream_PadsEachFlushByItself()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Split", "application/grpc-web-text", System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(Frames.Texts("a b"))));

        Assert.Equal(Convert.ToBase64String(Frames.Texts("a")) + Convert.ToBase64String(Frames.Texts("b")) + Convert.ToBase64String(Frames.Frame(0x80, "grpc-status: 0\r\n"u8.ToArray())), reply.Text);
    }
}
