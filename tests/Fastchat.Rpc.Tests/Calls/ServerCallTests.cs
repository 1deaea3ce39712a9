using System.Net;
using System.Runtime.CompilerServices;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Grpc;
using Fastchat.Rpc.Http;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;
using Fastchat.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Rpc.Calls;

public sealed class ServerCallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Open_RefusedForAHeader_LeavesNothingBehindInTheServer()
    {
        await using var server = await WireServer.StartAsync();
        var method = server.Services.GetRequiredService<RpcMethodTable>().Methods.Single(m => m.FullName.EndsWith("TextService/Echo", StringComparison.Ordinal));

        var caller = Refuse(method);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(caller.IsAlive);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("grpc-timeout", "5S", 5)]
    [InlineData("x-none", "", 120)]
    public async Task WriteAll_CallerTakesNothing_TheProducerIsToldAndDisposed(string header, string value, int seconds)
    {
        var clock = new FakeClock();
        var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnEcho = async (_, responses, context) =>
                {
                    await context.WriteResponseHeadersAsync([]);

                    // The message leaves when the producer waits, and the caller's window holds none of it.
                    var all = responses.WriteAllAsync(Produce(disposed), context.CancellationToken);
                    clock.Advance(TimeSpan.FromSeconds(seconds));
                    await all;
                },
            },
            new RpcOptions { Clock = clock });
        await using var peer = await Http2Peer.ConnectAsync(server, window: 0);
        await peer.CallAsync(1, "Echo", (header, value));

        // 8 is CANCEL: RFC 9113, section 7.
        Assert.Equal([0, 0, 0, 8], (await peer.ReadAsync(Http2Peer.Reset)).Payload);
        await disposed.Task;
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Write_BehindTheEndOfItsCall_IsRefusedAndNotSentToAnother()
    {
        IServerStreamWriter<Text>? old = null;
        Exception? refused = null;
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSplit = async (request, responses, _) =>
            {
                if (old is not null) refused = await Record.ExceptionAsync(() => old.WriteAsync(new Text { Text_ = "stray" }, Token));
                old = responses;
                await responses.WriteAsync(request);
            },
        });

        await server.CallAsync(server.Http1, "Split", "application/grpc-web", Frames.Texts("one"));
        var reply = await server.CallAsync(server.Http1, "Split", "application/grpc-web", Frames.Texts("two"));

        Assert.DoesNotContain("stray", reply.Text, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(refused);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc-web", false)]
    public async Task ResponseHeaders_BehindAUnaryResponse_AreRefusedAndTheResponseArrives(string contentType, bool http2)
    {
        var late = new LateHeaders();
        await using var server = await WireServer.StartAsync(null, null, late);

        var reply = await server.CallAsync(http2 ? server.Http2 : server.Http1, "Say", contentType, Frames.Texts("hi"), ("te", "trailers"));

        Assert.Equal(Frames.Texts("hi"), reply.Body[..Frames.Texts("hi").Length]);
        Assert.Contains("once", Assert.IsType<InvalidOperationException>(late.Refused).Message, StringComparison.Ordinal);
        Assert.Empty(server.Log.Lines);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/proto", "Say")]
    [InlineData("application/grpc-web", "Say")]
    [InlineData("application/connect+proto", "Split")]
    public async Task End_CallerTakesNothing_IsResetAfterAWhile(string contentType, string method)
    {
        var clock = new FakeClock();
        var large = new Text { Text_ = new string('x', 8 * 1024 * 1024) };
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnSay = (_, _) => Task.FromResult(large),
                OnSplit = async (_, responses, _) => await responses.WriteAsync(large),
            },
            new RpcOptions { Clock = clock });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/fastchat.wiretest.v1.TextService/{method}")
        {
            Content = WireServer.Bytes(contentType == "application/proto" ? Frames.Message("a") : Frames.Texts("a"), contentType),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await server.Http2.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        await Eventually.IsTrueAsync(() => clock.Waiting > 0);

        clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually.IsTrueAsync(() => clock.Waiting == 0);

        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(8, Assert.IsType<HttpProtocolException>(error.GetBaseException()).ErrorCode);
        Assert.Empty(server.Log.Lines);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/proto", false)]
    public async Task Trailers_ValuesThatHttpCannotCarry_CostThemselvesAndNotTheCall(string contentType, bool http2)
    {
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSay = (request, context) =>
            {
                context.ResponseTrailers.Add("x-note", "schön\r\nx-other: 1");
                return Task.FromResult(request);
            },
        });

        var reply = await server.CallAsync(http2 ? server.Http2 : server.Http1, "Say", contentType, contentType == "application/proto" ? Frames.Message("hi") : Frames.Texts("hi"), ("te", "trailers"));

        var shown = contentType switch
        {
            "application/grpc" => reply.Trailers["x-note"],
            "application/proto" => reply.Headers["trailer-x-note"],
            _ => reply.Text,
        };
        Assert.Contains("sch?n??x-other: 1", shown, StringComparison.Ordinal);
        Assert.Empty(server.Log.Lines);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Refuse(RpcMethod method)
    {
        var aborted = new CancellationTokenSource();
        var http = new DefaultHttpContext { RequestAborted = aborted.Token };
        http.Request.Headers.GrpcEncoding = "br";
        var protocol = new GrpcProtocol(GrpcVariant.Native, ProtoCodec.Instance, "application/grpc", new RpcOptions());
        Assert.Throws<RpcFaultException>(() => protocol.Open(http, method));
        return new WeakReference(aborted);
    }

    private static async IAsyncEnumerable<Text> Produce(TaskCompletionSource disposed, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            yield return new Text { Text_ = new string('x', 10 * 1024) };
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            disposed.SetResult();
        }
    }

    private sealed class LateHeaders : CallInterceptor
    {
        public Exception? Refused { get; private set; }

        public override async Task InterceptAsync(ServerCall call, CallHandler next)
        {
            await next(call);
            Refused = await Record.ExceptionAsync(() => call.WriteResponseHeadersAsync(new Metadata { { "x-late", "1" } }));
        }
    }
}
