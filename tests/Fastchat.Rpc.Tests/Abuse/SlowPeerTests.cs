using System.Text;
using Fastchat.Rpc.Http2;
using static Fastchat.Rpc.Http2.CaseFrames;
using static Fastchat.Rpc.Http2.Http2Frame;

namespace Fastchat.Rpc.Abuse;

[Collection(AbuseCollection.Name)]
public sealed class SlowPeerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limits.Test)]
    [InlineData("GET /v1/say HT")]
    [InlineData("GET /v1/say HTTP/1.1\r\nHost: x\r\nX-Slow: a")]
    [InlineData("POST /v1/say HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{")]
    [InlineData("POST /v1/say HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{")]
    public async Task Http1_RequestThatStalls_IsAnswered408AndClosed(string beginning)
    {
        await using var server = await AbuseServer.StartAsync();
        await server.DuringAsync(async () =>
        {
            await using var attacker = await server.ConnectAsync();
            await attacker.WriteAsync(Encoding.ASCII.GetBytes(beginning), Token);

            using var reader = new StreamReader(attacker);
            Assert.StartsWith("HTTP/1.1 408 ", await reader.ReadToEndAsync(Token), StringComparison.Ordinal);
        });
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Http2_HeadersThatStall_EndTheConnection()
    {
        await using var server = await AbuseServer.StartAsync();
        await server.DuringAsync(async () =>
        {
            await using var attacker = await Http2Client.OpenAsync(await server.ConnectAsync());
            await attacker.WriteAsync(Headers(1, EndStream, GetFields));

            while (await attacker.ReadAsync() is not null) continue;
        });
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Http2_BodyThatStalls_EndsTheCall()
    {
        await using var server = await AbuseServer.StartAsync();
        await server.DuringAsync(async () =>
        {
            await using var attacker = await Http2Client.OpenAsync(await server.ConnectAsync());
            await attacker.WriteAsync(Post());
            await attacker.WriteAsync(Send(1, 0, Body[..1]));

            Http2Frame? frame;
            do frame = await attacker.ReadAsync();
            while (frame is not (null or { Type: GoAway or Reset or Http2Frame.Headers }));
            if (frame is { Type: Http2Frame.Headers }) Assert.Equal(408, Hpack.Status(frame.Payload));
        });
    }

    [Fact(Timeout = Limits.Test)]
    public async Task IdleConnections_UpToTheLimit_AreHeldAndMoreAreClosed()
    {
        // One of them is the honest client's.
        var most = AbuseServer.Size(300, 5000);
        await using var server = await AbuseServer.StartAsync(options: new RpcOptions { MaxConnections = most });
        var idle = new List<Stream>();
        try
        {
            await server.DuringAsync(async () =>
            {
                for (var i = 1; i < most; i++)
                {
                    idle.Add(await server.ConnectAsync());
                    await idle[^1].WriteAsync("GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Token);
                    await idle[^1].ReadExactlyAsync(new byte[12], Token);
                }

                await using var tooMany = await server.ConnectAsync();
                Assert.Equal(0, await tooMany.ReadAsync(new byte[1], Token));
            });
            server.AssertHeld(most * 64L * 1024);
        }
        finally
        {
            foreach (var stream in idle) await stream.DisposeAsync();
        }
    }
}
