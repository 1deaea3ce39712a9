using System.Text;

namespace Fastchat.Rpc.WebSockets;

public sealed class HandshakeTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Handshake_WithTheRfcsKey_IsAnsweredAsTheRfcSays()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Split"), "Sec-WebSocket-Extensions: permessage-deflate", "Sec-WebSocket-Protocol: chat, superchat");
        await socket.SendTextAsync("{}");

        var lines = socket.Head.Split("\r\n");
        Assert.Equal("HTTP/1.1 101 Switching Protocols", lines[0]);
        Assert.Contains("Connection: Upgrade", lines);
        Assert.Contains("Upgrade: websocket", lines);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", lines);
        Assert.Contains(lines, l => l.StartsWith("x-request-id: ", StringComparison.OrdinalIgnoreCase));

        // No extension, and none of the subprotocols, is ours.
        Assert.DoesNotContain(lines, l => l.StartsWith("Sec-WebSocket-Extensions", StringComparison.OrdinalIgnoreCase) || l.StartsWith("Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8", 426, "Sec-WebSocket-Version: 13")]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", 426, "Sec-WebSocket-Version: 13")]
    [InlineData("Sec-WebSocket-Version: 13", 400, "Content-Type: application/json")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short", 400, "Content-Type: application/json")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: rpc.bearer.", 400, "Content-Type: application/json")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: rpc.bearer.====", 400, "Content-Type: application/json")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: rpc.bearer.DQo", 400, "Content-Type: application/json")]
    public async Task Handshake_Malformed_IsRefused(string headers, int status, string header)
    {
        await using var server = await WireServer.StartAsync();
        await using var stream = server.Connect();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {RawSocket.TextPath("Echo")} HTTP/1.1\r\nHost: server.test\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n{headers}\r\n\r\n"), TestContext.Current.CancellationToken);
        var reply = await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith($"HTTP/1.1 {status} ", reply, StringComparison.Ordinal);
        Assert.Contains($"\r\n{header}", reply, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(server.Log.Lines);
    }
}
