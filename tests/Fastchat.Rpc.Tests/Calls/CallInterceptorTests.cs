using System.Collections.Concurrent;
using Fastchat.Rpc.Services;
using Grpc.Core;

namespace Fastchat.Rpc.Calls;

public sealed class CallInterceptorTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("Say", "application/grpc")]
    [InlineData("Split", "application/grpc")]
    [InlineData("Join", "application/grpc")]
    [InlineData("Echo", "application/grpc")]
    [InlineData("Say", "application/proto")]
    public async Task Interceptors_AnyKindOfCall_TheFirstIsTheOutermost(string method, string contentType)
    {
        var steps = new ConcurrentQueue<string>();
        await using var server = await WireServer.StartAsync(null, null, new Step("a", steps), new Step("b", steps));

        await server.CallAsync(server.Http2, method, contentType, contentType == "application/proto" ? [] : Frames.Texts("x"));

        Assert.Equal(["a in", "b in", "b out", "a out"], steps);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Interceptor_Throws_NothingBehindItRuns()
    {
        var steps = new ConcurrentQueue<string>();
        var called = false;
        await using var server = await WireServer.StartAsync(
            new TextHandler { OnSay = (request, _) => { called = true; return Task.FromResult(request); } }, null, new Step("a", steps), new Refusal());

        var reply = await server.PostJsonAsync("/v1/say", "no json");

        Assert.Equal(401, (int)reply.Status);
        Assert.Equal("""{"error":{"message":"Who are you?","type":"authentication_error","param":null,"code":null}}""", reply.Text);
        Assert.Equal(["a in", "a out"], steps);
        Assert.False(called);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Interceptor_LeavesAPrincipal_TheServiceSeesIt()
    {
        object? seen = null;
        await using var server = await WireServer.StartAsync(
            new TextHandler { OnSay = (request, context) => { seen = ((ServerCall)context).Principal; return Task.FromResult(request); } }, null, new Introduction());

        await server.PostJsonAsync("/v1/say", "{}");

        Assert.Equal("somebody", seen);
    }

    private sealed class Step(string name, ConcurrentQueue<string> steps) : CallInterceptor
    {
        public override async Task InterceptAsync(ServerCall call, CallHandler next)
        {
            steps.Enqueue($"{name} in");
            try
            {
                await next(call);
            }
            finally
            {
                steps.Enqueue($"{name} out");
            }
        }
    }

    private sealed class Refusal : CallInterceptor
    {
        public override Task InterceptAsync(ServerCall call, CallHandler next) => throw new RpcException(new Status(StatusCode.Unauthenticated, "Who are you?"));
    }

    private sealed class Introduction : CallInterceptor
    {
        public override Task InterceptAsync(ServerCall call, CallHandler next)
        {
            call.Principal = "somebody";
            return next(call);
        }
    }
}
