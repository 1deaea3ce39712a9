using System.Net;
using System.Text;
using Fastchat.Rpc.Services;
using Grpc.Core;

namespace Fastchat.Rpc.Connect;

public sealed class ConnectStreamCallTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Proto_ThreeMessages_AreFramesAndAnEmptyEndByteForByte()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Split", "application/connect+proto", Frames.Texts("a b"));

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("application/connect+proto", reply.Headers["content-type"]);
        Assert.Equal([0, 0, 0, 0, 3, 0x0a, 1, (byte)'a', 0, 0, 0, 0, 3, 0x0a, 1, (byte)'b', 2, 0, 0, 0, 2, (byte)'{', (byte)'}'], reply.Body);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Json_ClientStream_IsReadAndAnswered()
    {
        await using var server = await WireServer.StartAsync();
        byte[] body = [.. Frames.Frame(0, """{"text":"a"}"""u8.ToArray()), .. Frames.Frame(0, """{"text":"b"}"""u8.ToArray())];

        var reply = await server.CallAsync(server.Http1, "Join", "application/connect+json", body);

        Assert.Equal([(0, """{ "text": "a b" }"""), (2, "{}")], Frames.Split(reply.Body).Select(f => ((int)f.Flags, Encoding.UTF8.GetString(f.Payload))));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Failure_AfterAMessage_IsInTheEndWithTrailers()
    {
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSplit = async (request, responses, context) =>
            {
                context.ResponseTrailers.Add("x-cost", "3");
                context.ResponseTrailers.Add("x-cost", "4");
                await responses.WriteAsync(request);
                throw new RpcException(new Status(StatusCode.Unavailable, "gone"), new Metadata { { "x-raw-bin", [255] } });
            },
        });

        var reply = await server.CallAsync(server.Http1, "Split", "application/connect+proto", Frames.Texts("a"));

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(
            """{"error":{"code":"unavailable","message":"gone"},"metadata":{"x-cost":["3","4"],"x-raw-bin":["/w"]}}""",
            Encoding.UTF8.GetString(Frames.Split(reply.Body)[1].Payload).Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Failure_BeforeAnyMessage_IsInTheEnd()
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnSplit = (_, _, _) => throw new RpcException(new Status(StatusCode.NotFound, "no")) });

        var reply = await server.CallAsync(server.Http1, "Split", "application/connect+proto", Frames.Texts("a"));

        Assert.Equal(Frames.Frame(2, """{"error":{"code":"not_found","message":"no"}}"""u8.ToArray()), reply.Body);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Request_MalformedTimeout_IsRefusedInTheEnd()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Split", "application/connect+proto", Frames.Texts("a"), ("connect-timeout-ms", "soon"));

        var (flags, payload) = Assert.Single(Frames.Split(reply.Body));
        Assert.Equal(2, flags);
        Assert.StartsWith("""{"error":{"code":"invalid_argument",""", Encoding.UTF8.GetString(payload), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gzip_BothWays_IsPerMessage()
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { CompressResponsesFrom = 20 });
        var longText = new string('x', 50);

        var reply = await server.CallAsync(server.Http1, "Split", "application/connect+proto",
            Frames.Frame(1, Frames.Gzip(Frames.Message($"a {longText}"))), ("connect-content-encoding", "gzip"), ("connect-accept-encoding", "gzip"));

        var frames = Frames.Split(reply.Body);
        Assert.Equal([0, 1, 2], frames.Select(f => (int)f.Flags));
        Assert.Equal(Frames.Message(longText), Frames.Gunzip(frames[1].Payload));
        Assert.Equal("gzip", reply.Headers["connect-content-encoding"]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Call_OfAUnaryMethod_Is415AndSaysWhatToSend()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Say", "application/connect+json", []);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, reply.Status);
        Assert.Contains("application/json", reply.Text, StringComparison.Ordinal);
    }
}
