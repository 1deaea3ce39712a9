using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;
using Grpc.Core;

namespace Fastchat.Rpc.Calls;

/// <summary>The four kinds of call over gRPC.</summary>
public sealed class CallKindsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task ClientStream_ManyRequests_GivesOneResponse()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal(Frames.Texts("a b c"), (await server.GrpcAsync("Join", Frames.Texts("a", "b", "c"))).Body);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientStream_NoRequests_IsNoError()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.GrpcAsync("Join", []);

        Assert.Equal(("0", 5), (reply.GrpcStatus, reply.Body.Length));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Duplex_PingPong_AnswersEachRequestBeforeTheNext()
    {
        await using var server = await WireServer.StartAsync();
        await using var call = await OpenCall.StartAsync(server.Http2, "Echo", Frames.Texts("a"), Token);

        Assert.Equal(Frames.Texts("a"), await call.ReadAsync(8, Token));
        await call.SendAsync(Frames.Texts("b"));
        Assert.Equal(Frames.Texts("b"), await call.ReadAsync(8, Token));
        call.Complete();

        Assert.Equal("0", await call.ReadStatusAsync(Token));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Duplex_FailsAfterAResponse_EndsWithStatusTrailers()
    {
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnEcho = async (_, responses, _) =>
            {
                await responses.WriteAsync(new Text { Text_ = "a" });
                throw new RpcException(new Status(StatusCode.Aborted, "enough"));
            },
        });
        await using var call = await OpenCall.StartAsync(server.Http2, "Echo", [], Token);

        Assert.Equal(Frames.Texts("a"), await call.ReadAsync(8, Token));
        Assert.Equal("10", await call.ReadStatusAsync(Token));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("Say")]
    [InlineData("Split")]
    public async Task OneRequestMethod_TwoRequests_IsUnimplemented(string method)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.GrpcAsync(method, Frames.Texts("a", "b"));

        Assert.Equal("12", reply.GrpcStatus);
        Assert.Contains("takes one request message", reply.GrpcMessage, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task OneRequestMethod_NoRequest_IsUnimplemented()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal("12", (await server.GrpcAsync("Say", [])).GrpcStatus);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task WriteAll_ProducerWaits_WhatIsReadyHasLeft()
    {
        var gate = new TaskCompletionSource();
        await using var server = await WireServer.StartAsync(new TextHandler { OnEcho = (_, responses, context) => responses.WriteAllAsync(Produce(), context.CancellationToken) });
        await using var call = await OpenCall.StartAsync(server.Http2, "Echo", [], Token);

        // The producer stands at the gate, which opens only when both messages have come.
        Assert.Equal(Frames.Texts("a", "b"), await call.ReadAsync(16, Token));
        gate.SetResult();
        Assert.Equal(Frames.Texts("c"), await call.ReadAsync(8, Token));

        async IAsyncEnumerable<Text> Produce()
        {
            yield return new Text { Text_ = "a" };
            yield return new Text { Text_ = "b" };
            await gate.Task;
            yield return new Text { Text_ = "c" };
        }
    }
}
