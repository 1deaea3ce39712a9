using System.Net;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fastchat.Rpc.Client.Tests;

public sealed class GrpcWebTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limits.Test)]
    [InlineData("1.1", HttpProtocols.Http1)]
    [InlineData("2.0", HttpProtocols.Http2)]
    public async Task Unary_StatusInTheBody_IsReadWithItsTrailers(string version, HttpProtocols protocols)
    {
        var request = "";
        await using var server = await StartAsync(version, protocols, async http =>
        {
            request = $"{http.Request.Protocol} {http.Request.ContentType} {http.Request.Headers["x-grpc-web"]} {http.Request.Headers.TE}";
            await BeginAsync(http);
            await http.Response.SendAsync([.. GrpcBytes.Frame(await http.Request.ReadTextAsync() + "!"), .. Trailers("Grpc-Status:0\r\nx-end: e\r\nx-end-bin: AQI=\r\n")]);
        });

        using var call = server.Client.Unary("hi");

        Assert.Equal("hi!", (await call).Value);
        Assert.Equal($"HTTP/{version.TrimEnd('0').TrimEnd('.')} application/grpc-web+proto 1 ", request);
        Assert.Equal("e", call.GetTrailers().GetValue("x-end"));
        Assert.Equal([1, 2], call.GetTrailers().GetValueBytes("x-end-bin")!);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStream_FailsAfterMessages_GivesMessagesThenStatus()
    {
        await using var server = await StartAsync("1.1", HttpProtocols.Http1, async http =>
        {
            await BeginAsync(http);
            await http.Response.SendAsync([.. GrpcBytes.Frame("a"), .. GrpcBytes.Frame("b")]);
            await http.Response.SendAsync(Trailers("grpc-status: 10\r\ngrpc-message: too%20late"));
        });

        using var call = server.Client.ServerStream("hi");
        Assert.True(await call.ResponseStream.MoveNext(Token));
        Assert.True(await call.ResponseStream.MoveNext(Token));

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token));
        Assert.Equal((StatusCode.Aborted, "too late"), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientStream_OverHttp1_IsSentAsItIsWritten()
    {
        await using var server = await StartAsync("1.1", HttpProtocols.Http1, async http =>
        {
            var texts = new List<string>();
            while (await http.Request.ReadTextAsync() is { } text) texts.Add(text);
            await BeginAsync(http);
            await http.Response.SendAsync([.. GrpcBytes.Frame(string.Join(',', texts)), .. Trailers("grpc-status: 0")]);
        });

        using var call = server.Client.ClientStream();
        foreach (var text in new[] { "a", "b" }) await call.RequestStream.WriteAsync(TextClient.Of(text), Token);
        await call.RequestStream.CompleteAsync();

        Assert.Equal("a,b", (await call).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_StatusInTheHeaders_IsRead()
    {
        await using var server = await StartAsync("1.1", HttpProtocols.Http1, http =>
        {
            http.Response.Headers["grpc-status"] = "5";
            return BeginAsync(http);
        });

        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Connection_AfterACall_IsUsedAgain()
    {
        var connections = new HashSet<string>();
        await using var server = await StartAsync("1.1", HttpProtocols.Http1, async http =>
        {
            connections.Add(http.Connection.Id);
            await BeginAsync(http);
            await http.Response.SendAsync([.. GrpcBytes.Frame("ok"), .. Trailers("grpc-status: 0")]);
        });

        for (var i = 0; i < 5; i++) await server.Client.Unary("hi");

        Assert.Single(connections);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Body_WithoutTrailers_IsUnknown()
    {
        await using var server = await StartAsync("1.1", HttpProtocols.Http1, async http =>
        {
            await BeginAsync(http);
            await http.Response.SendAsync(GrpcBytes.Frame("ok"));
        });

        Assert.Equal(StatusCode.Unknown, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Trailers_LargerThanAMessageMayBe_AreRead()
    {
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                await BeginAsync(http);
                await http.Response.SendAsync([.. GrpcBytes.Frame("ok"), .. Trailers("grpc-status: 0\r\nx-end: e\r\n")]);
            },
            new RpcChannelOptions { WireFormat = WireFormat.GrpcWeb, HttpVersion = HttpVersion.Version11, MaxReceiveMessageSize = 4 },
            protocols: HttpProtocols.Http1);

        Assert.Equal("ok", (await server.Client.Unary("hi")).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Trailers_LargerThanHeadersMayBe_AreRefused()
    {
        await using var server = await StartAsync("1.1", HttpProtocols.Http1, async http =>
        {
            await BeginAsync(http);
            await http.Response.SendAsync([0x80, 0, 1, 0, 1]);
        });

        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Duplex_OverHttp1_IsUnimplemented()
    {
        await using var server = await StartAsync("1.1", HttpProtocols.Http1, BeginAsync);

        using var call = server.Client.Duplex();

        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token))).StatusCode);
    }

    [Fact]
    public void Http1_WithoutGrpcWeb_IsRefused() =>
        Assert.Throws<ArgumentException>(() => RpcChannel.ForAddress("http://127.0.0.1:1", new RpcChannelOptions { HttpVersion = HttpVersion.Version11 }));

    private static Task<RawServer> StartAsync(string version, HttpProtocols protocols, RequestDelegate handler) => RawServer.StartAsync(
        handler, new RpcChannelOptions { WireFormat = WireFormat.GrpcWeb, HttpVersion = Version.Parse(version) }, protocols: protocols);

    private static Task BeginAsync(HttpContext http)
    {
        http.Response.ContentType = "application/grpc-web+proto";
        return http.Response.StartAsync();
    }

    private static byte[] Trailers(string text) => [0x80, 0, 0, 0, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
