using System.Net.WebSockets;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;
using Fastchat.Testing;

namespace Fastchat.Rpc.WebSockets;

public sealed class HeartbeatStreamTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    [Fact(Timeout = Limits.Test)]
    public async Task IdleClient_AnswersPings_IsKept()
    {
        var clock = new FakeClock();
        await using var server = await WireServer.StartAsync(null, new RpcOptions { Clock = clock });
        await using var socket = await OpenAsync(server);

        for (var i = 0; i < 5; i++)
        {
            clock.Advance(Interval);
            Assert.Equal([0x89, 0x00], await socket.ReadBytesAsync(2));
            await socket.SendAsync(RawSocket.Pong, []);

            // The answer to our own ping shows that the pong before it was seen.
            await socket.SendAsync(RawSocket.Ping, [7]);
            Assert.Equal([0x8a, 1, 7], await socket.ReadBytesAsync(3));
        }

        await socket.SendTextAsync("{}");
        Assert.Equal("""{"text":""}""", await socket.ReadTextAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientStaysSilent_IsGivenUpAndTheServiceIsTold()
    {
        var clock = new FakeClock();
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnEcho = async (_, _, context) =>
                {
                    await using var _ = context.CancellationToken.Register(() => cancelled.TrySetResult());
                    await context.WriteResponseHeadersAsync([]);
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                },
            },
            new RpcOptions { Clock = clock });
        await using var socket = await OpenAsync(server);

        clock.Advance(Interval);
        Assert.Equal([0x89, 0x00], await socket.ReadBytesAsync(2));
        Assert.False(cancelled.Task.IsCompleted);

        // At the next beat; at the one after it when the server came to listen only after this ping.
        await Eventually.IsTrueAsync(() =>
        {
            clock.Advance(Interval);
            return cancelled.Task.IsCompleted;
        });
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while ((await socket.ReadAsync()).Opcode == RawSocket.Ping) continue;
        });
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServiceIsSlow_AClientWhosePongWaitsBehindMessages_IsKept()
    {
        var clock = new FakeClock();
        var go = new TaskCompletionSource();
        var read = 0;
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnEcho = async (requests, responses, context) =>
                {
                    await context.WriteResponseHeadersAsync([]);
                    await go.Task;
                    while (await requests.MoveNext(context.CancellationToken)) read++;
                    await responses.WriteAsync(new Text { Text_ = $"{read}" });
                },
            },
            new RpcOptions { Clock = clock });
        await using var socket = await OpenAsync(server);
        for (var i = 0; i < 3; i++) await socket.SendTextAsync("{}");

        // The receiver rests as soon as the first message waits for the service; a pong could only stand behind the others.
        var pings = 0;
        await Eventually.IsTrueAsync(async () =>
        {
            clock.Advance(Interval);
            Assert.Equal([0x89, 0x00], await socket.ReadBytesAsync(2));
            return ++pings == 5;
        });
        go.SetResult();
        await socket.SendTextAsync("");

        Assert.Equal("""{"text":"3"}""", await socket.ReadTextAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task PingsWhileMessagesAreWritten_NeverBreakAFrame()
    {
        var clock = new FakeClock();
        var sink = new MemoryStream();
        await using var stream = new HeartbeatStream(new Yielding(sink), Interval, clock, () => Assert.Fail("Nobody reads, so nobody is missed."));
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++) await socket.SendAsync(Enumerable.Repeat((byte)i, 300 + i).ToArray(), WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
        while (!writing.IsCompleted)
        {
            clock.Advance(Interval);
            await Task.Yield();
        }

        await writing;
        var (bytes, messages, pings) = (sink.ToArray(), 0, 0);
        for (var at = 0; at < bytes.Length;)
        {
            if (bytes[at] == 0x89)
            {
                Assert.Equal(0, bytes[at + 1]);
                pings++;
                at += 2;
            }
            else
            {
                Assert.Equal([0x82, 126, (byte)((300 + messages) >> 8), (byte)(300 + messages)], bytes[at..(at + 4)]);
                Assert.All(bytes[(at + 4)..(at + 304 + messages)], b => Assert.Equal((byte)messages, b));
                at += 304 + messages++;
            }
        }

        Assert.Equal(300, messages);
        Assert.NotEqual(0, pings);
    }

    private static Task<RawSocket> OpenAsync(WireServer server) => RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

    // Writes byte by byte and lets others in between, as a network might.
    private sealed class Yielding(MemoryStream sink) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < buffer.Length; i++)
            {
                if (i % 100 == 0) await Task.Yield();
                sink.WriteByte(buffer.Span[i]);
            }
        }
    }
}
