using System.IO.Pipelines;
using System.Net;
using System.Text;
using Fastchat.Testing;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.Rpc.Ports;

public sealed class OnePortMiddlewareTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task OneListener_BothVersions_AreServed()
    {
        await using var server = await WireServer.StartAsync();

        var first = await server.CallAsync(server.Http1, "Say", "application/proto", Frames.Message("one"));
        var second = await server.CallAsync(server.Http2, "Say", "application/proto", Frames.Message("two"));

        Assert.Equal(Frames.Message("one"), first.Body);
        Assert.Equal(Frames.Message("two"), second.Body);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Http1_ByteAfterByte_IsServed()
    {
        // "P" begins both POST and HTTP/2's preface.
        await using var server = await WireServer.StartAsync();
        await using var connection = server.Connect();

        foreach (var b in "POST /v1/say HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray())
        {
            await connection.WriteAsync(new[] { b }, Token);
            await connection.FlushAsync(Token);
        }

        var answer = await ReadToEndAsync(connection);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n{\"text\":\"\"}", answer, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Http2_PrefaceInTwoPieces_IsAnsweredWithSettings()
    {
        await using var server = await WireServer.StartAsync();
        await using var connection = server.Connect();
        await connection.WriteAsync("PRI * HTTP/2.0\r\n"u8.ToArray(), Token);
        await connection.FlushAsync(Token);
        await connection.WriteAsync("\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8.ToArray(), Token);
        await connection.FlushAsync(Token);

        var header = new byte[9];
        await connection.ReadExactlyAsync(header, Token);

        // The fourth byte of a frame is its type: 4 is SETTINGS.
        Assert.Equal(4, header[3]);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM")]
    public async Task SilentPeer_IsCutOff(string beginning)
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { FirstByteTimeout = TimeSpan.FromMilliseconds(50) });
        await using var connection = server.Connect();
        await connection.WriteAsync(Encoding.ASCII.GetBytes(beginning), Token);
        await connection.FlushAsync(Token);

        Assert.Equal("", await ReadToEndAsync(connection));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task PeerThatDripsThePreface_GainsNoTime()
    {
        var clock = new FakeClock();
        await using var server = await WireServer.StartAsync(options: new RpcOptions { FirstByteTimeout = TimeSpan.FromSeconds(10), Clock = clock });
        await using var connection = server.Connect();
        var end = connection.ReadAsync(new byte[1], Token).AsTask();

        // Nine bytes at one a second; the tenth second is as much as all of them get.
        await Eventually.IsTrueAsync(() => clock.Waiting == 1);
        foreach (var b in "PRI * HTT"u8.ToArray())
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await connection.WriteAsync(new[] { b }, Token);
            await connection.FlushAsync(Token);
        }

        Assert.Equal(1, clock.Waiting);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await end);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task PeerThatSpokeInTime_IsNotCutOff()
    {
        var gate = new TaskCompletionSource();
        await using var server = await WireServer.StartAsync(
            new Services.TextHandler { OnSay = async (request, _) => { await gate.Task; return request; } },
            new RpcOptions { FirstByteTimeout = TimeSpan.FromMilliseconds(50) });
        var pending = server.CallAsync(server.Http1, "Say", "application/proto", Frames.Message("hi"));
        await using (var silent = server.Connect()) await ReadToEndAsync(silent);

        // The silent one came later and is gone: the time of the other has passed too.
        gate.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await pending).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task PeerThatLeavesAtOnce_LeavesNoTrace()
    {
        await using var server = await WireServer.StartAsync();
        await using (server.Connect()) { }

        Assert.Equal(HttpStatusCode.OK, (await server.PostJsonAsync("/v1/say", "{}")).Status);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task PeerThatResetsItsConnection_IsNoFailure()
    {
        var (ours, theirs) = (new Pipe(), new Pipe());
        await using var connection = new DefaultConnectionContext("1") { Transport = new Ends(ours.Reader, theirs.Writer) };
        await ours.Writer.CompleteAsync(new ConnectionResetException("Connection reset by peer"));
        var served = false;

        await new OnePortMiddleware(_ => { served = true; return Task.CompletedTask; }, new RpcOptions(), NullLogger.Instance).OnConnectionAsync(connection);

        Assert.False(served);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private static async Task<string> ReadToEndAsync(Stream connection)
    {
        using var reader = new StreamReader(connection, Encoding.ASCII, leaveOpen: true);
        return await reader.ReadToEndAsync(Token);
    }
}
