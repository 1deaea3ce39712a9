using System.Net;

namespace Fastchat.Rpc.Http;

public sealed class RpcDispatcherTests
{
    private const string Say = "/fastchat.wiretest.v1.TextService/Say";

    [Fact(Timeout = Limits.Test)]
    public async Task MethodPath_OtherVerb_Is405WithAllow()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, Say);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, reply.Status);
        Assert.Equal("POST", reply.Headers["allow"]);
        Assert.NotEmpty(reply.Headers["x-request-id"]);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("text/plain")]
    [InlineData("application/grpcx")]
    [InlineData("application/connect+xml")]
    [InlineData("")]
    public async Task MethodPath_UnknownContentType_Is415AndSaysWhatIsTaken(string contentType)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Say", contentType, []);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, reply.Status);
        Assert.Contains("application/grpc-web+proto", reply.Headers["accept-post"], StringComparison.Ordinal);
        Assert.Contains("application/connect+json", reply.Headers["accept-post"], StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ContentType_InUpperCaseWithParameters_IsKnown()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal("{ }", (await server.CallAsync(server.Http1, "Say", "Application/JSON ; charset=utf-8", "{}"u8.ToArray())).Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task UnknownPath_GoesOnToTheNext()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, "/nothing");

        Assert.Equal(HttpStatusCode.NotFound, reply.Status);
        Assert.Equal("""{"error":{"message":"There is nothing at GET /nothing.","type":"invalid_request_error","param":null,"code":"unknown_url"}}""", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task UnknownPath_OverGrpcWeb_IsUnimplemented()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Post, "/no.Service/Method", WireServer.Bytes([], "application/grpc-web+proto"));

        Assert.Equal((HttpStatusCode.OK, "12"), (reply.Status, reply.GrpcStatus));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task NativeGrpc_GoesWell_SpendsNoHeaderOnAnId()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.GrpcAsync("Say", Frames.Texts("a"));

        Assert.Equal("0", reply.GrpcStatus);
        Assert.DoesNotContain("x-request-id", reply.Headers.Keys);
        Assert.DoesNotContain("x-request-id", reply.Trailers.Keys);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task NativeGrpc_FailsBehindAResponse_SendsTheIdWithTheStatus()
    {
        await using var server = await WireServer.StartAsync(new Services.TextHandler
        {
            OnSplit = async (_, responses, _) =>
            {
                await responses.WriteAsync(new WireTest.Text());
                throw new InvalidOperationException("hunter2");
            },
        });

        var reply = await server.GrpcAsync("Split", Frames.Texts("a"));

        Assert.Equal("13", reply.Trailers["grpc-status"]);
        Assert.Contains(reply.Trailers["x-request-id"], Assert.Single(server.Log.Lines), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task EachReply_CarriesAnIdOfItsOwn()
    {
        await using var server = await WireServer.StartAsync();

        var first = await server.PostJsonAsync("/v1/say", "{}");
        var second = await server.PostJsonAsync("/v1/say", "{}");

        Assert.NotEmpty(first.Headers["x-request-id"]);
        Assert.NotEqual(first.Headers["x-request-id"], second.Headers["x-request-id"]);
    }
}
