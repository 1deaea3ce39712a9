using System.Net;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;
using Fastchat.Testing;
using Grpc.Core;

namespace Fastchat.Rpc.Calls;

public sealed class DeadlineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/grpc", "grpc-timeout", "2S")]
    [InlineData("application/grpc-web", "grpc-timeout", "2000m")]
    [InlineData("application/proto", "connect-timeout-ms", "2000")]
    [InlineData("application/connect+proto", "connect-timeout-ms", "2000")]
    public async Task Deadline_Passes_EndsTheCallOverAnyProtocol(string contentType, string header, string value)
    {
        var clock = new FakeClock();
        var started = new TaskCompletionSource<DateTime>(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task<Text> Wait(ServerCallContext context)
        {
            started.TrySetResult(context.Deadline);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new Text();
        }

        await using var server = await WireServer.StartAsync(
            new TextHandler { OnSay = (_, context) => Wait(context), OnSplit = (_, _, context) => Wait(context) }, new RpcOptions { Clock = clock });
        var stream = contentType == "application/connect+proto";
        var pending = server.CallAsync(server.Http2, stream ? "Split" : "Say", contentType, contentType == "application/proto" ? [] : Frames.Texts("a"), (header, value));

        Assert.Equal(clock.GetUtcNow().AddSeconds(2).UtcDateTime, await started.Task);
        clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(pending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        var reply = await pending;

        if (contentType == "application/grpc") Assert.Equal("4", reply.GrpcStatus);
        else if (contentType == "application/grpc-web") Assert.Contains("grpc-status: 4\r\n", reply.Text, StringComparison.Ordinal);
        else Assert.Contains("\"code\":\"deadline_exceeded\"", reply.Text, StringComparison.Ordinal);
        Assert.Equal(contentType == "application/proto" ? HttpStatusCode.GatewayTimeout : HttpStatusCode.OK, reply.Status);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_PassesAfterAResponse_IsInTheTrailers()
    {
        var clock = new FakeClock();
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnEcho = async (_, responses, context) =>
                {
                    await responses.WriteAsync(new Text { Text_ = "a" });
                    clock.Advance(TimeSpan.FromSeconds(5));
                    await responses.WriteAsync(new Text { Text_ = "too late" });
                },
            },
            new RpcOptions { Clock = clock });

        var reply = await server.GrpcAsync("Echo", [], ("grpc-timeout", "5S"));

        Assert.Equal(Frames.Texts("a"), reply.Body);
        Assert.Equal("4", reply.Trailers["grpc-status"]);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/grpc", "grpc-timeout", "5S", true)]
    [InlineData("application/grpc-web", "grpc-timeout", "5S", true)]
    [InlineData("application/connect+proto", "connect-timeout-ms", "5000", true)]
    [InlineData("application/grpc-web", "grpc-timeout", "5S", false)]
    public async Task Deadline_PassesWhileTheCallerDoesNotRead_CutsTheCallOff(string contentType, string header, string value, bool http2)
    {
        var clock = new FakeClock();
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnSplit = async (_, responses, context) =>
                {
                    try
                    {
                        await context.WriteResponseHeadersAsync([]);

                        // More than window and buffers hold: the write waits for a caller that reads.
                        var write = responses.WriteAsync(new Text { Text_ = new string('x', 8 * 1024 * 1024) });
                        clock.Advance(TimeSpan.FromSeconds(5));
                        await write;
                    }
                    finally
                    {
                        left.SetResult();
                    }
                },
            },
            new RpcOptions { Clock = clock });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/fastchat.wiretest.v1.TextService/Split")
        {
            Content = WireServer.Bytes(Frames.Texts("a"), contentType),
            Version = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Add(header, value);
        using var response = await (http2 ? server.Http2 : server.Http1).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        await left.Task;

        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsByteArrayAsync(Token));

        // 8 is CANCEL: RFC 9113, section 7.
        if (http2) Assert.Equal(8, Assert.IsType<HttpProtocolException>(error.GetBaseException()).ErrorCode);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Timeout_Malformed_IsInvalidArgument()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal("3", (await server.GrpcAsync("Say", Frames.Texts("a"), ("grpc-timeout", "soon"))).GrpcStatus);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CallerLeaves_TheHandlerIsToldAndNothingIsLogged(bool http2)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSay = async (request, context) =>
            {
                using var _ = context.CancellationToken.Register(() => cancelled.TrySetResult());
                started.SetResult();
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                return request;
            },
        });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/say") { Version = http2 ? HttpVersion.Version20 : HttpVersion.Version11 };
        var pending = (http2 ? server.Http2 : server.Http1).SendAsync(request, leaving.Token);

        await started.Task;
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await cancelled.Task;
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CallerResetsADuplexCall_TheHandlerIsTold()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnEcho = async (requests, responses, context) =>
            {
                using var _ = context.CancellationToken.Register(() => cancelled.TrySetResult());
                await responses.WriteAsync(new Text());
                await requests.MoveNext(context.CancellationToken);
            },
        });

        await using (var call = await OpenCall.StartAsync(server.Http2, "Echo", [], Token)) await call.ReadAsync(5, Token);

        await cancelled.Task;
    }
}
