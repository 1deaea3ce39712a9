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
        clock.Advance(Interval);

        await cancelled.Task;
        await socket.ReadEndAsync();
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
        var done = false;
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnEcho = async (_, responses, _) =>
                {
                    for (var i = 0; i < 300; i++) await responses.WriteAsync(new Text { Text_ = new string((char)('a' + i % 26), 1 + i * 37 % 9000) });
                },
            },
            new RpcOptions { Clock = clock });
        await using var socket = await OpenAsync(server);
        var beating = Task.Run(async () =>
        {
            while (!Volatile.Read(ref done))
            {
                clock.Advance(Interval);
                await Task.Yield();

                // Never two intervals without a word.
                await socket.SendAsync(RawSocket.Pong, []);
            }
        }, TestContext.Current.CancellationToken);

        var (texts, pings) = (0, 0);
        while (true)
        {
            var (opcode, payload) = await socket.ReadAsync();
            if (opcode == RawSocket.Close) break;
            if (opcode == RawSocket.Ping) pings++;
            else Assert.Equal(1 + texts++ * 37 % 9000 + "{\"text\":\"\"}".Length, payload.Length);
        }

        Volatile.Write(ref done, true);
        await beating;
        Assert.Equal(300, texts);
        Assert.NotEqual(0, pings);
    }

    private static Task<RawSocket> OpenAsync(WireServer server) => RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));
}
