using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Client.Tests;

public sealed class WireBytesTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Unary_Request_HasTheHeadersThatTheSpecificationAsksFor()
    {
        var seen = new TaskCompletionSource<(string Protocol, string Method, string Path, string Scheme, Dictionary<string, string> Headers)>();
        await using var server = await RawServer.StartAsync(async http =>
        {
            seen.SetResult((http.Request.Protocol, http.Request.Method, http.Request.Path, http.Request.Scheme,
                http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString())));
            await http.Response.AnswerAsync(["ok"]);
        });

        await server.Client.Unary("hi");

        var request = await seen.Task;
        Assert.Equal(("HTTP/2", "POST", "/test.Text/Unary", "http"), (request.Protocol, request.Method, request.Path, request.Scheme));
        Assert.Equal("application/grpc", request.Headers["content-type"]);
        Assert.Equal("trailers", request.Headers["te"]);
        Assert.Equal("gzip,deflate,identity", request.Headers["grpc-accept-encoding"]);
        Assert.Equal(server.Channel.Target, request.Headers["host"]);
        Assert.StartsWith("grpc-csharp-fastchat/", request.Headers["user-agent"], StringComparison.Ordinal);
        Assert.DoesNotContain("grpc-timeout", request.Headers.Keys);
        Assert.DoesNotContain("grpc-encoding", request.Headers.Keys);
        Assert.DoesNotContain("content-length", request.Headers.Keys);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_RequestBody_IsOneFrameOfFiveBytesAndTheMessage()
    {
        var seen = new TaskCompletionSource<byte[]>();
        await using var server = await RawServer.StartAsync(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            seen.SetResult(body.ToArray());
            await http.Response.AnswerAsync(["ok"]);
        });

        await server.Client.Unary("hi");

        Assert.Equal(new byte[] { 0, 0, 0, 0, 4, 0x0a, 2, (byte)'h', (byte)'i' }, await seen.Task);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_EmptyMessage_IsAFrameOfFiveZeros()
    {
        var seen = new TaskCompletionSource<byte[]>();
        await using var server = await RawServer.StartAsync(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            seen.SetResult(body.ToArray());
            await http.Response.BeginGrpcAsync();
            await http.Response.SendAsync(new byte[5]);
            http.Response.AppendTrailer("grpc-status", "0");
        });

        var response = await server.Client.Unary("");

        Assert.Equal(new byte[5], await seen.Task);
        Assert.Equal("", response.Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_HostGiven_IsSentAsAuthority()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync([http.Request.Host.Value!]));

        var response = await server.Client.UnaryTo("chat.example", "hi");

        Assert.Equal("chat.example", response.Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_ResponseArrivesByteByByte_IsRead()
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            await http.Response.BeginGrpcAsync();
            foreach (var b in GrpcBytes.Frame("slow")) await http.Response.SendAsync([b]);
            http.Response.AppendTrailer("grpc-status", "0");
        });

        Assert.Equal("slow", (await server.Client.Unary("hi")).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_LargeMessages_PassBothWays()
    {
        var text = new string('x', 3_000_000);
        await using var server = await RawServer.StartAsync(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            await http.Response.BeginGrpcAsync();
            await http.Response.SendAsync(body.ToArray());
            http.Response.AppendTrailer("grpc-status", "0");
        });

        Assert.Equal(text, (await server.Client.Unary(text)).Value);
    }

    [Fact]
    public void ForAddress_WithPathOrOtherScheme_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => RpcChannel.ForAddress("http://127.0.0.1:1/api"));
        Assert.Throws<ArgumentException>(() => RpcChannel.ForAddress("ftp://127.0.0.1:1"));
    }
}
