using System.Net;
using Fastchat.Rpc.Services;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Status = Grpc.Core.Status;

namespace Fastchat.Rpc.Calls;

public sealed class CallFailuresTests
{
    private static readonly TextHandler Failing = new()
    {
        OnSay = (_, _) => throw new InvalidOperationException("password=hunter2"),
        OnSplit = async (request, responses, _) =>
        {
            await responses.WriteAsync(request);
            throw new InvalidOperationException("password=hunter2");
        },
    };

    [Theory(Timeout = Limits.Test)]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    [InlineData("connect")]
    [InlineData("connect-stream")]
    [InlineData("rest")]
    [InlineData("sse")]
    public async Task UnknownException_OverAnyProtocol_TellsAnIdAndNothingElse(string protocol)
    {
        await using var server = await WireServer.StartAsync(Failing);

        var reply = protocol switch
        {
            "grpc" => await server.GrpcAsync("Say", Frames.Texts("a")),
            "grpc-web" => await server.CallAsync(server.Http1, "Split", "application/grpc-web", Frames.Texts("a")),
            "connect" => await server.CallAsync(server.Http1, "Say", "application/proto", []),
            "connect-stream" => await server.CallAsync(server.Http1, "Split", "application/connect+proto", Frames.Texts("a")),
            "rest" => await server.PostJsonAsync("/v1/say", "{}"),
            _ => await server.PostJsonAsync("/v1/split", "{}"),
        };

        var said = reply.Text + reply.GrpcMessage + string.Concat(reply.Trailers.Values);
        var line = Assert.Single(server.Log.Lines);
        Assert.Contains($"its log knows this call as {reply.Headers["x-request-id"]}", said, StringComparison.Ordinal);
        Assert.Contains($"request {reply.Headers["x-request-id"]}", line, StringComparison.Ordinal);
        Assert.Contains("hunter2", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", said, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", said, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Failure_RepeatsALongRequest_FitsIntoHeadersAllTheSame()
    {
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSay = (request, _) => throw new RpcFaultException(RpcFault.InvalidArgument("There is no " + request.Text_, request.Text_)),
        });

        var reply = await server.GrpcAsync("Say", Frames.Frame(0, new WireTest.Text { Text_ = new string('x', 15_987) + "\ud83d\ude00" + new string('x', 100_000) }.ToByteArray()));

        // Never half a character.
        Assert.Equal("There is no " + new string('x', 15_987) + "…", Uri.UnescapeDataString(reply.GrpcMessage!));
        Assert.InRange(reply.Headers.Sum(t => t.Key.Length + t.Value.Length), 16_000, 64 * 1024);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task UnknownException_OverRest_Is500()
    {
        await using var server = await WireServer.StartAsync(Failing);

        Assert.Equal(HttpStatusCode.InternalServerError, (await server.PostJsonAsync("/v1/say", "{}")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task RpcException_WithTrailers_SendsThemAlong()
    {
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSay = (_, _) => throw new RpcException(new Status(StatusCode.FailedPrecondition, "not now"), new Metadata { { "x-why", "busy" }, { "x-raw-bin", [1, 2, 3, 4] } }),
        });

        var reply = await server.GrpcAsync("Say", Frames.Texts("a"));

        Assert.Equal(("9", "not now"), (reply.GrpcStatus, reply.GrpcMessage));
        Assert.Equal(("busy", "AQIDBA"), (reply.Headers["x-why"], reply.Headers["x-raw-bin"]));
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Failure_OverRest_CarriesTheTrailersOfTheCallAsHeaders()
    {
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSay = (_, context) =>
            {
                context.ResponseTrailers.Add("x-cost", "3");
                throw new RpcException(new Status(StatusCode.NotFound, "no"), new Metadata { { "x-why", "gone" } });
            },
        });

        var reply = await server.PostJsonAsync("/v1/say", "{}");

        Assert.Equal(("3", "gone"), (reply.Headers["x-cost"], reply.Headers["x-why"]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task RpcFault_OverGrpc_IsAStatusWithDetails()
    {
        var fault = new RpcFault(StatusCode.ResourceExhausted, "Too many.") { Reason = "RATE_LIMITED", Domain = "test", Param = "text", RetryAfter = TimeSpan.FromSeconds(1.5) };
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (_, _) => throw new RpcFaultException(fault) });

        var reply = await server.GrpcAsync("Say", Frames.Texts("a"));

        var text = reply.Headers["grpc-status-details-bin"];
        var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
        Assert.Equal((8, "Too many."), (status.Code, status.Message));
        Assert.Equal(new ErrorInfo { Reason = "RATE_LIMITED", Domain = "test", Metadata = { { "param", "text" } } }, status.Details[0].Unpack<ErrorInfo>());
        Assert.Equal("text", status.Details[1].Unpack<BadRequest>().FieldViolations.Single().Field);
        Assert.Equal(TimeSpan.FromSeconds(1.5), status.Details[2].Unpack<RetryInfo>().RetryDelay.ToTimeSpan());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task RpcFault_OverRest_IsAnErrorWithRetryAfter()
    {
        var fault = new RpcFault(StatusCode.ResourceExhausted, "Too many.") { Reason = "RATE_LIMITED", RetryAfter = TimeSpan.FromSeconds(1.5) };
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (_, _) => throw new RpcFaultException(fault) });

        var reply = await server.PostJsonAsync("/v1/say", "{}");

        Assert.Equal((HttpStatusCode.TooManyRequests, "2"), (reply.Status, reply.Headers["retry-after"]));
        Assert.Equal("""{"error":{"message":"Too many.","type":"rate_limit_error","param":null,"code":"rate_limited"}}""", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Status_SetInsteadOfThrown_IsTheOutcome()
    {
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSay = (request, context) =>
            {
                context.Status = new Status(StatusCode.DataLoss, "half of it");
                return Task.FromResult(request);
            },
        });

        var reply = await server.GrpcAsync("Say", Frames.Texts("a"));

        Assert.Equal(("15", "half of it"), (reply.GrpcStatus, reply.GrpcMessage));
    }
}
