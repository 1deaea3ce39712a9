using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;
using Grpc.Core;

namespace Fastchat.Rpc.Calls;

public sealed class MetadataTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Metadata_TextAndBinary_TravelsBothWays()
    {
        Metadata? seen = null;
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSay = async (request, context) =>
            {
                seen = context.RequestHeaders;
                await context.WriteResponseHeadersAsync(new Metadata { { "x-node", "a" }, { "x-head-bin", [251, 255] } });
                context.ResponseTrailers.Add("x-cost", "3");
                context.ResponseTrailers.Add("x-tail-bin", [0]);
                return request;
            },
        });

        var reply = await server.GrpcAsync("Say", Frames.Texts("hi"), ("x-text", "plain"), ("x-raw-bin", "+/8"), ("x-raw-bin", "AQ=="));

        Assert.Equal("plain", seen!.GetValue("X-Text"));
        Assert.Equal([[251, 255], [1]], seen.GetAll("x-raw-bin").Select(e => e.ValueBytes));
        Assert.DoesNotContain(seen, e => e.Key is "te" or "content-type");
        Assert.Equal(("a", "+/8"), (reply.Headers["x-node"], reply.Headers["x-head-bin"]));
        Assert.Equal(("0", "3", "AA"), (reply.Trailers["grpc-status"], reply.Trailers["x-cost"], reply.Trailers["x-tail-bin"]));
        Assert.Equal(Frames.Texts("hi"), reply.Body);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Metadata_SameKeySeveralTimes_KeepsAllValuesInOrderEvenEmptyOnes()
    {
        Metadata? seen = null;
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSay = async (request, context) =>
            {
                seen = context.RequestHeaders;
                await context.WriteResponseHeadersAsync(new Metadata { { "x-head-bin", [] }, { "x-head-bin", [1] }, { "x-head", "" }, { "x-head", "b" } });
                context.ResponseTrailers.Add("x-tail-bin", []);
                context.ResponseTrailers.Add("x-tail-bin", [1]);
                return request;
            },
        });

        var reply = await server.GrpcAsync("Say", Frames.Texts("hi"), ("x-raw-bin", ""), ("x-raw-bin", "AQ"));

        Assert.Equal([[], [1]], seen!.GetAll("x-raw-bin").Select(e => e.ValueBytes));
        Assert.Equal((", AQ", ", b"), (reply.Headers["x-head-bin"], reply.Headers["x-head"]));
        Assert.Equal(", AQ", reply.Trailers["x-tail-bin"]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Metadata_BinaryThatIsNoBase64_IsInvalidArgument()
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (_, context) => Task.FromResult(new Text { Text_ = $"{context.RequestHeaders.Count}" }) });

        Assert.Equal("3", (await server.GrpcAsync("Say", Frames.Texts("hi"), ("x-raw-bin", "!"))).GrpcStatus);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ResponseHeaders_AfterTheFirstResponse_AreRefused()
    {
        Exception? refused = null;
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSplit = async (request, responses, context) =>
            {
                await responses.WriteAsync(request);
                refused = await Record.ExceptionAsync(() => context.WriteResponseHeadersAsync([]));
            },
        });

        await server.GrpcAsync("Split", Frames.Texts("hi"));

        Assert.IsType<InvalidOperationException>(refused);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Context_OfACall_KnowsMethodAndHost()
    {
        (string, string, DateTime) seen = default;
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (request, context) => { seen = (context.Method, context.Host, context.Deadline); return Task.FromResult(request); } });

        await server.GrpcAsync("Say", Frames.Texts("hi"));

        Assert.Equal(("/fastchat.wiretest.v1.TextService/Say", "server.test", DateTime.MaxValue), seen);
    }
}
