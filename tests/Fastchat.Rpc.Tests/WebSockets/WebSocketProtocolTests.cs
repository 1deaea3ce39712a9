using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Fastchat.Rpc.Rest;

namespace Fastchat.Rpc.WebSockets;

public sealed class WebSocketProtocolTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("*", "https://anywhere.example", true)]
    [InlineData("https://app.example", "https://app.example", true)]
    [InlineData("https://app.example", "https://APP.example", true)]
    [InlineData("https://app.example", null, true)]
    [InlineData("https://app.example", "https://server.test", true)]
    [InlineData("https://app.example", "http://server.test", true)]
    [InlineData("https://app.example", "https://evil.example", false)]
    [InlineData("https://app.example", "https://server.test:444", false)]
    [InlineData("https://app.example", "https://app.example.evil.example", false)]
    [InlineData("https://app.example", "null", false)]
    public async Task Origin_DecidesWhosePagesMayConnect(string allowed, string? origin, bool accepted)
    {
        await using var server = await WireServer.StartAsync(null, new RpcOptions { AllowedOrigins = [allowed] });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"), origin is null ? [] : [$"Origin: {origin}"]);
        if (accepted) await socket.SendTextAsync("");

        Assert.StartsWith(accepted ? "HTTP/1.1 101 " : "HTTP/1.1 403 ", socket.Head, StringComparison.Ordinal);
        if (!accepted) Assert.Contains("\"code\":\"origin_not_allowed\"", await socket.ReadBodyAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task UnaryMethod_IsRefused()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Say"));

        Assert.StartsWith("HTTP/1.1 501 ", socket.Head, StringComparison.Ordinal);
        Assert.Contains("is unary", await socket.ReadBodyAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task UnknownPath_IsNotFound()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, "/nothing");

        Assert.StartsWith("HTTP/1.1 404 ", socket.Head, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task BoundPath_AskedPlainly_RequiresTheUpgrade()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, "/v1/converse");

        Assert.Equal((426, "websocket"), ((int)reply.Status, reply.Headers["upgrade"]));
        Assert.Contains("\"code\":\"upgrade_required\"", reply.Text, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("POST")]
    [InlineData("WEBSOCKET")]
    public async Task BoundPath_AnotherMethod_Is405(string method)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(new HttpMethod(method), "/v1/converse");

        Assert.Equal(405, (int)reply.Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task PathThatIsNotBoundToWebSockets_IsAnsweredAsPlainHttp()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, "/v1/items/7");

        Assert.StartsWith("HTTP/1.1 200 ", socket.Head, StringComparison.Ordinal);
    }

    [Fact]
    public void UnaryMethod_BoundToWebSockets_IsRefusedAtStart()
    {
        var error = Assert.Throws<FormatException>(() => new RestRoutes(ServiceBinder.Bind(new UnarySocket())));

        Assert.Contains("UnarySocketService/Ask, GET (WebSocket) /v1/ask: a unary method", error.Message, StringComparison.Ordinal);
    }

    private sealed class UnarySocket : WireTest.UnarySocketService.UnarySocketServiceBase;
}
