using System.Text;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;
using Fastchat.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Fastchat.Rpc.WebSockets;

public sealed class SocketChannelTests
{
    private static readonly byte[] LargeMessage = [0x0a, 0x80, 0x80, 0x04, .. Enumerable.Repeat((byte)'x', 64 * 1024)];

    [Fact(Timeout = Limits.Test)]
    public async Task Message_InFragmentsWithAPingBetween_IsOneMessageAndThePingIsAnswered()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendAsync(RawSocket.Frame(RawSocket.Text, "{\"text\""u8.ToArray(), final: false));
        await socket.SendAsync(RawSocket.Ping, [1, 2, 3]);
        await socket.SendAsync(RawSocket.Frame(0, ":\"a\"}"u8.ToArray()));

        Assert.Equal([0x8a, 3, 1, 2, 3], await socket.ReadBytesAsync(5));
        Assert.Equal("""{"text":"a"}""", await socket.ReadTextAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Message_LargerThanOneBuffer_ComesWhole()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        for (var i = 0; i < 3; i++)
        {
            await socket.SendAsync(RawSocket.Binary, LargeMessage);
            Assert.Equal(LargeMessage, (await socket.ReadAsync()).Payload);
        }
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_BeyondTheLimit_Is1009BeforeItsEndHasCome(bool oneFrame)
    {
        await using var server = await WireServer.StartAsync(null, new RpcOptions { MaxReceiveMessageSize = 1000 });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        // 1,001 bytes of which more follow: a whole frame of a message that goes on, or part of a frame.
        var frame = RawSocket.Frame(RawSocket.Binary, new byte[oneFrame ? 1_000_000 : 1001], final: oneFrame);
        await socket.SendAsync(oneFrame ? frame[..(14 + 1001)] : frame);

        Assert.Contains("\"code\":\"message_too_large\"", await socket.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal(1009, (await socket.ReadCloseAsync()).Code);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Message_AsLargeAsTheLimit_Passes()
    {
        await using var server = await WireServer.StartAsync(null, new RpcOptions { MaxReceiveMessageSize = LargeMessage.Length });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendAsync(RawSocket.Binary, LargeMessage);

        Assert.Equal(LargeMessage, (await socket.ReadAsync()).Payload);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(new byte[] { 0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe }, 1007)] // no UTF-8
    [InlineData(new byte[] { 0x81, 0x04, 0x7b, 0x7d, 0x20, 0x20 }, 1002)] // not masked
    [InlineData(new byte[] { 0xc1, 0x80, 0, 0, 0, 0 }, 1002)] // an extension's bit
    [InlineData(new byte[] { 0x83, 0x80, 0, 0, 0, 0 }, 1002)] // an unknown opcode
    [InlineData(new byte[] { 0x80, 0x80, 0, 0, 0, 0 }, 1002)] // goes on with nothing
    [InlineData(new byte[] { 0x88, 0x81, 0, 0, 0, 0, 0 }, 1002)] // half a code
    public async Task FramesBreakTheProtocol_CloseSaysHowAndTheServiceIsTold(byte[] bytes, int code)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(Waiting(cancelled));
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendAsync(bytes);

        Assert.Equal(code, (await socket.ReadCloseAsync()).Code);
        await cancelled.Task;
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientCloses_TheServiceIsToldAndTheCloseIsAnswered()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(Waiting(cancelled));
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendAsync(RawSocket.Close, [0x03, 0xe9, .. "bye"u8]);

        Assert.Equal((1001, ""), await socket.ReadCloseAsync());
        await socket.ReadEndAsync();
        await cancelled.Task;
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientVanishes_TheServiceIsTold()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(Waiting(cancelled));

        await using (await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"))) { }

        await cancelled.Task;
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientVanishes_WhileTheServiceWrites_TheServiceIsTold()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnEcho = async (_, responses, context) =>
            {
                try
                {
                    while (true) await responses.WriteAsync(new Text { Text_ = "a" });
                }
                finally
                {
                    cancelled.SetResult();
                }
            },
        });

        await using (var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"))) await socket.ReadTextAsync();

        await cancelled.Task;
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task SlowClient_StopsTheServicesWrites()
    {
        var written = 0;
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnEcho = async (_, responses, context) =>
            {
                while (!context.CancellationToken.IsCancellationRequested)
                {
                    await responses.WriteAsync(new Text { Text_ = new string('x', 4 * 1024) });
                    Interlocked.Increment(ref written);
                }
            },
        });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        var held = await StandsStillAsync(() => Volatile.Read(ref written));
        Assert.InRange(held, 1, 64);

        // Reading lets it go on.
        for (var i = 0; i <= held; i++) await socket.ReadTextAsync();
        await Eventually.IsTrueAsync(() => Volatile.Read(ref written) > held);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task SlowService_StopsTheClientsWrites()
    {
        var next = new SemaphoreSlim(0);
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnEcho = async (requests, responses, context) =>
            {
                await context.WriteResponseHeadersAsync([]);
                while (true)
                {
                    await next.WaitAsync(context.CancellationToken);
                    if (!await requests.MoveNext(context.CancellationToken)) return;
                }
            },
        });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            for (; sent < 100; Interlocked.Increment(ref sent)) await socket.SendAsync(RawSocket.Binary, LargeMessage);
        }, TestContext.Current.CancellationToken);

        // One message ahead, and what the pipes in between hold.
        var held = await StandsStillAsync(() => Volatile.Read(ref sent));
        Assert.InRange(held, 1, 32);

        next.Release(200);
        await sending;
        await socket.SendTextAsync("");
        Assert.Equal(1000, (await socket.ReadCloseAsync()).Code);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CallEnds_WhileRequestsStillCome_ClosesAtTheClientsClose()
    {
        // The clock stands still: patience that runs out would end the connection too.
        var clock = new FakeClock();
        await using var server = await WireServer.StartAsync(new TextHandler { OnEcho = async (requests, _, context) => await requests.MoveNext(context.CancellationToken) }, new RpcOptions { Clock = clock });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        for (var i = 0; i < 5; i++) await socket.SendTextAsync("{}");

        Assert.Equal(1000, (await socket.ReadCloseAsync()).Code);
        await socket.SendTextAsync("{}");
        await socket.FinishAsync(1000);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientAnswersTheClose_BeforeItsWriteIsDone_NoSecondCloseFollows()
    {
        await using var server = await WireServer.StartAsync(null, null, new LateWrites());
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendTextAsync("");
        Assert.Equal(1000, (await socket.ReadCloseAsync()).Code);

        await socket.FinishAsync(1000);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientNeverAnswersTheClose_TheConnectionIsCut()
    {
        var clock = new FakeClock();
        await using var server = await WireServer.StartAsync(null, new RpcOptions { Clock = clock });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));
        await socket.SendTextAsync("");
        Assert.Equal(1000, (await socket.ReadCloseAsync()).Code);

        clock.Advance(TimeSpan.FromSeconds(5));

        await socket.ReadEndAsync();
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task BothDirectionsAtOnce_NothingIsLost()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++) await socket.SendTextAsync($$"""{"text":"{{i}}"}""");
            await socket.SendTextAsync("");
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 2000; i++) Assert.Equal($$"""{"text":"{{i}}"}""", await socket.ReadTextAsync());

        await sending;
        Assert.Equal(1000, (await socket.ReadCloseAsync()).Code);
    }

    private static TextHandler Waiting(TaskCompletionSource cancelled) => new()
    {
        OnEcho = async (_, _, context) =>
        {
            await using var _ = context.CancellationToken.Register(() => cancelled.TrySetResult());
            await context.WriteResponseHeadersAsync([]);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        },
    };

    // A count that has not moved for half a second, machine time, has come to rest.
    private static async Task<int> StandsStillAsync(Func<int> count)
    {
        var (last, since) = (-1, 0L);
        await Eventually.IsTrueAsync(() =>
        {
            var now = count();
            if (now != last) (last, since) = (now, TimeProvider.System.GetTimestamp());
            return now > 0 && TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(0.5);
        });
        return last;
    }

    /// <summary>Puts a <see cref="LateStream"/> below the frames.</summary>
    private sealed class LateWrites : CallInterceptor
    {
        public override Task InterceptAsync(ServerCall call, CallHandler next)
        {
            var feature = call.Http.Features.GetRequiredFeature<IHttpUpgradeFeature>();
            call.Http.Features.Set<IHttpUpgradeFeature>(new LateUpgrade(feature));
            return next(call);
        }
    }

    private sealed class LateUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => true;

        public async Task<Stream> UpgradeAsync() => new LateStream(await inner.UpgradeAsync());
    }
}
