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

    [Theory(Timeout = Limits.Test)]
    [InlineData("connect-timeout-ms", "soon", "invalid_argument")]
    [InlineData("connect-protocol-version", "2", "invalid_argument")]
    [InlineData("connect-content-encoding", "br", "unimplemented")]
    public async Task Request_RefusedForAHeader_SaysSoInTheEnd(string header, string value, string code)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Split", "application/connect+proto", Frames.Texts("a"), (header, value));

        Assert.Equal((HttpStatusCode.OK, "application/connect+proto"), (reply.Status, reply.Headers["content-type"]));
        var (flags, payload) = Assert.Single(Frames.Split(reply.Body));
        Assert.Equal(2, flags);
        Assert.StartsWith($$"""{"error":{"code":"{{code}}",""", Encoding.UTF8.GetString(payload), StringComparison.Ordinal);
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
        Assert.Equal("application/json", reply.Headers["accept-post"]);
        Assert.Contains("application/json", reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gzip_SentByACallerThatSaysNotWhatItTakes_IsAnswered()
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { CompressResponsesFrom = 20 });

        var reply = await server.CallAsync(server.Http1, "Split", "application/connect+proto",
            Frames.Frame(1, Frames.Gzip(Frames.Message(new string('x', 50)))), ("connect-content-encoding", "gzip"));

        Assert.Equal("gzip", reply.Headers["connect-content-encoding"]);
        Assert.Equal(1, Frames.Split(reply.Body)[0].Flags);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(0x80)]
    public async Task Request_WithFlagsOfNoRequest_IsInvalidArgument(byte flags)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Join", "application/connect+proto", Frames.Frame(flags, "{}"u8.ToArray()));

        Assert.StartsWith("""{"error":{"code":"invalid_argument",""", Encoding.UTF8.GetString(Frames.Split(reply.Body)[^1].Payload), StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task HalfDuplex_OverEitherHttp_IsAnswered(int version)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(version == 1 ? server.Http1 : server.Http2, "Echo", "application/connect+proto", Frames.Texts("a", "b"));

        Assert.Equal([.. Frames.Texts("a", "b"), .. Frames.Frame(2, "{}"u8.ToArray())], reply.Body);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task FullDuplex_OverHttp2_AnswersEachRequestBeforeTheNext()
    {
        await using var server = await WireServer.StartAsync();
        var token = TestContext.Current.CancellationToken;
        await using var call = await OpenCall.StartAsync(server.Http2, "Echo", Frames.Texts("a"), token, "application/connect+proto");

        Assert.Equal(Frames.Texts("a"), await call.ReadAsync(8, token));
        await call.SendAsync(Frames.Texts("b"));
        Assert.Equal(Frames.Texts("b"), await call.ReadAsync(8, token));
        call.Complete();

        Assert.Equal(Frames.Frame(2, "{}"u8.ToArray()), await call.ReadAsync(7, token));
    }
}
