using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Client.Tests;

public sealed class MetadataTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Headers_TextAndBytes_AreSent()
    {
        var seen = new TaskCompletionSource<(string Text, string Bytes)>();
        await using var server = await RawServer.StartAsync(http =>
        {
            seen.SetResult((http.Request.Headers["x-text"].ToString(), http.Request.Headers["x-data-bin"].ToString()));
            return http.Response.AnswerAsync(["ok"]);
        });

        await server.Client.Unary("hi", new CallOptions(new Metadata
        {
            { "X-Text", "one" },
            { "x-data-bin", new byte[] { 0xff } },
            { "x-data-bin", new byte[] { 1, 2 } },
        }));

        // Unpadded base64, values joined by a comma alone.
        Assert.Equal(("one", "/w,AQI"), await seen.Task);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Headers_NamesThatHttpKnowsOfContent_GoBothWays()
    {
        await using var server = await RawServer.StartAsync(http =>
        {
            http.Response.Headers["last-modified"] = http.Request.Headers.Expires;
            return http.Response.AnswerAsync(["ok"]);
        });

        using var call = server.Client.Unary("hi", new CallOptions(new Metadata { { "expires", "never" } }));

        Assert.Equal("never", (await call.ResponseHeadersAsync).GetValue("last-modified"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Headers_NamesThatTheCallOwns_AreNotOverridden()
    {
        var seen = new TaskCompletionSource<string>();
        await using var server = await RawServer.StartAsync(http =>
        {
            seen.SetResult($"{http.Request.Headers["grpc-timeout"]}{http.Request.Headers.TE}{http.Request.ContentType}");
            return http.Response.AnswerAsync(["ok"]);
        });

        await server.Client.Unary("hi", new CallOptions(new Metadata { { "grpc-timeout", "1m" }, { "te", "gzip" }, { "content-type", "text/plain" } }));

        Assert.Equal("trailersapplication/grpc", await seen.Task);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Headers_TextOutsideOfAscii_FailsWithTheKey()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync(["ok"]));

        using var call = server.Client.Unary("hi", new CallOptions(new Metadata { { "x-text", "ü" } }));

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("'x-text'", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ResponseMetadata_TextAndBytes_IsRead()
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            http.Response.Headers["x-head"] = "h";
            http.Response.Headers["x-head-bin"] = "/w==,AQI";
            await http.Response.BeginGrpcAsync();
            await http.Response.SendAsync(GrpcBytes.Frame("ok"));
            http.Response.AppendTrailer("x-end", new(["1", "2"]));
            http.Response.AppendTrailer("x-end-bin", "AQI=");
            http.Response.AppendTrailer("grpc-status", "0");
        });

        using var call = server.Client.Unary("hi");
        await call;

        var headers = await call.ResponseHeadersAsync;
        Assert.Equal("h", headers.GetValue("x-head"));
        Assert.Equal([[0xff], [1, 2]], headers.GetAll("x-head-bin").Select(e => e.ValueBytes));
        var trailers = call.GetTrailers();
        Assert.Equal(["1", "2"], trailers.GetAll("x-end").Select(e => e.Value));
        Assert.Equal([1, 2], trailers.GetValueBytes("x-end-bin")!);
        Assert.Null(trailers.Get("grpc-status"));
        Assert.Null(headers.Get("content-type"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ResponseHeaders_BeforeTheFirstMessage_AreThere()
    {
        var headersSeen = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(async http =>
        {
            http.Response.Headers["x-head"] = "h";
            await http.Response.BeginGrpcAsync();
            await http.Response.Body.FlushAsync();
            await headersSeen.Task;
            await http.Response.SendAsync(GrpcBytes.Frame("ok"));
            http.Response.AppendTrailer("grpc-status", "0");
        });

        using var call = server.Client.Unary("hi");

        Assert.Equal("h", (await call.ResponseHeadersAsync).GetValue("x-head"));
        Assert.False(call.ResponseAsync.IsCompleted);
        headersSeen.SetResult();
        await call;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Credentials_OfChannelAndCall_AreAppliedToEachCallWithoutTouchingItsHeaders()
    {
        var count = 0;
        var options = new RpcChannelOptions
        {
            Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, CallCredentials.FromInterceptor((_, metadata) =>
            {
                metadata.Add("authorization", $"Bearer {++count}");
                return Task.CompletedTask;
            })),
        };
        await using var server = await RawServer.StartAsync(
            http => http.Response.AnswerAsync([$"{http.Request.Headers.Authorization} {http.Request.Headers["x-call"]} {http.Request.Headers["x-own"]}"]), options);
        var headers = new Metadata { { "x-own", "o" } };
        var ofCall = CallCredentials.FromInterceptor(async (_, metadata) =>
        {
            await Task.Yield();
            metadata.Add("x-call", "c");
        });

        Assert.Equal("Bearer 1 c o", (await server.Client.Unary("hi", new CallOptions(headers, credentials: ofCall))).Value);
        Assert.Equal("Bearer 2  o", (await server.Client.Unary("hi", new CallOptions(headers))).Value);
        Assert.Single(headers);
    }
}
