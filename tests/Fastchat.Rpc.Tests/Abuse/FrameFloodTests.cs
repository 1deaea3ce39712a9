using Fastchat.Rpc.Http2;
using Fastchat.Rpc.Services;
using static Fastchat.Rpc.Http2.CaseFrames;
using static Fastchat.Rpc.Http2.Http2Frame;

namespace Fastchat.Rpc.Abuse;

[Collection(AbuseCollection.Name)]
public sealed class FrameFloodTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact(Timeout = Limits.Test)]
    public async Task RapidReset_CallsUnderWayStayWithinTheLimit()
    {
        // CVE-2023-44487: streams opened and reset at once, so that the limit of open ones never bites.
        var (now, peak) = (0, 0);
        var texts = new TextHandler
        {
            OnSay = async (request, context) =>
            {
                if (request.Text_ == "honest") return request;
                var count = Interlocked.Increment(ref now);
                for (var seen = peak; count > seen; seen = peak) Interlocked.CompareExchange(ref peak, count, seen);
                await Task.Delay(Timeout.Infinite, context.CancellationToken).ContinueWith(_ => Interlocked.Decrement(ref now), TaskScheduler.Default);
                return request;
            },
        };
        await using var server = await AbuseServer.StartAsync(texts);
        await server.DuringAsync(async () =>
        {
            await using var attacker = await Http2Client.OpenAsync(await server.ConnectAsync());
            for (var i = 0; i < AbuseServer.Size(5_000, 500_000); i++)
            {
                byte[] pair = [.. Post((uint)(2 * i + 1)), .. Finish((uint)(2 * i + 1)), .. Cancel((uint)(2 * i + 1))];
                if (!await attacker.WriteAsync(pair)) break;
            }
        });

        Assert.InRange(peak, 0, 2000);
        server.AssertHeld(64 * Megabyte);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Continuations_WithoutEnd_EndTheConnectionAtTheLimitOfHeaders()
    {
        await using var server = await AbuseServer.StartAsync();
        var sent = 0;
        await server.DuringAsync(async () =>
        {
            await using var attacker = await Http2Client.OpenAsync(await server.ConnectAsync());
            var end = ReadToEndAsync(attacker);
            await attacker.WriteAsync(Headers(1, EndStream, GetFields));
            var piece = More(1, 0, Hpack.Block(("x-filler", new string('x', 16000))));
            while (!end.IsCompleted && await attacker.WriteAsync(piece)) sent += piece.Length;
            Assert.Contains(await end, new uint?[] { null, 1, 9, 11 });
        });

        // What lies in the sockets' buffers was never read.
        Assert.InRange(sent, 16000, 16 * Megabyte);
        server.AssertHeld(16 * Megabyte);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("SETTINGS")]
    [InlineData("PING")]
    [InlineData("PRIORITY")]
    [InlineData("WINDOW_UPDATE")]
    public async Task ControlFrames_WithoutMeasure_HoldNothing(string kind)
    {
        var frame = kind switch
        {
            "SETTINGS" => Setting(4, 65535),
            "PING" => Pings(0, 0, "flooding"),
            "PRIORITY" => Depends(1, 0),
            _ => Window(0, 1),
        };
        await using var server = await AbuseServer.StartAsync();
        await using var attacker = await Http2Client.OpenAsync(await server.ConnectAsync());

        await server.DuringAsync(() => FloodAsync(attacker, frame, AbuseServer.Size(20_000, 2_000_000), reads: true));

        server.AssertHeld(16 * Megabyte);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("SETTINGS")]
    [InlineData("PING")]
    public async Task ControlFrames_OfAPeerThatReadsNoAnswer_HoldNothing(string kind)
    {
        await using var server = await AbuseServer.StartAsync();
        await using var attacker = await Http2Client.OpenAsync(await server.ConnectAsync());

        await server.DuringAsync(() => FloodAsync(attacker, kind == "PING" ? Pings(0, 0, "flooding") : Setting(4, 65535), AbuseServer.Size(200_000, 5_000_000), reads: false));

        server.AssertHeld(16 * Megabyte);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task EmptyData_WithoutMeasure_HoldsNothing()
    {
        await using var server = await AbuseServer.StartAsync();
        await using var attacker = await Http2Client.OpenAsync(await server.ConnectAsync());
        await attacker.WriteAsync(Post());

        await server.DuringAsync(() => FloodAsync(attacker, Send(1, 0), AbuseServer.Size(20_000, 2_000_000), reads: true));

        server.AssertHeld(16 * Megabyte);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task WindowsOfZero_OnManyStreams_AreCutOff()
    {
        var texts = new TextHandler
        {
            OnSplit = async (_, responses, context) =>
            {
                var piece = new WireTest.Text { Text_ = new string('x', 8000) };
                for (var i = 0; i < 1000; i++) await responses.WriteAsync(piece, context.CancellationToken);
            },
        };
        await using var server = await AbuseServer.StartAsync(texts, new RpcOptions { StalledReaderTimeout = TimeSpan.FromSeconds(1) });
        await server.DuringAsync(async () =>
        {
            var count = AbuseServer.Size(50, 1000);
            await using var attacker = await Http2Client.OpenAsync(await server.ConnectAsync(), initialWindow: 0);
            for (var i = 0; i < count; i++)
            {
                var stream = (uint)(2 * i + 1);
                await attacker.WriteAsync(Headers(stream, EndHeaders, (":method", "POST"), (":scheme", "http"), (":path", "/fastchat.wiretest.v1.TextService/Split"), (":authority", "x"), ("content-type", "application/grpc"), ("te", "trailers")));
                await attacker.WriteAsync(Send(stream, EndStream, Frames.Texts("go")));
            }

            // The server ends them one by one: nothing that the attacker does.
            for (var ended = 0; ended < count;)
            {
                var frame = Assert.IsType<Http2Frame>(await attacker.ReadAsync());
                if (frame is { Type: Reset, Error: 8 }) ended++;
            }
        });

        server.AssertHeld(32 * Megabyte);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/grpc", "/fastchat.wiretest.v1.TextService/Say")]
    [InlineData("application/json", "/v1/say")]
    [InlineData("application/json", "/v1/nothing")]
    public async Task WindowsOfZero_BeforeWholeReplies_AreCutOff(string contentType, string path)
    {
        await using var server = await AbuseServer.StartAsync();
        await server.DuringAsync(async () =>
        {
            // Few: each adds the time that its bytes would take at the least rate.
            const int count = 2;
            await using var attacker = await Http2Client.OpenAsync(await server.ConnectAsync(), initialWindow: 0);
            for (var i = 0; i < count; i++)
            {
                var stream = (uint)(2 * i + 1);
                await attacker.WriteAsync(Headers(stream, EndHeaders, (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "x"), ("content-type", contentType), ("te", "trailers")));
                await attacker.WriteAsync(Send(stream, EndStream, contentType switch { "application/proto" => Frames.Message("go"), "application/json" => Body, _ => Frames.Texts("go") }));
            }

            // Kestrel ends the connection: the rate of responses is below the least.
            while (await attacker.ReadAsync() is { Type: not GoAway }) continue;
        });

        server.AssertHeld(32 * Megabyte);
    }

    // An attack lasts two seconds at most: a server that stops reading has stopped it.
    private static async Task FloodAsync(Http2Client attacker, byte[] frame, int count, bool reads)
    {
        var reading = reads ? ReadToEndAsync(attacker) : null;
        byte[] batch = [.. Enumerable.Repeat(frame, 100).SelectMany(f => f)];
        var writing = WriteAsync();
        await Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken));
        await attacker.DisposeAsync();
        await writing;
        if (reading is not null) await reading;

        async Task WriteAsync()
        {
            for (var i = 0; i < count / 100; i++)
                if (!await attacker.WriteAsync(batch)) return;
        }
    }

    private static async Task<uint?> ReadToEndAsync(Http2Client attacker)
    {
        uint? code = null;
        while (await attacker.ReadAsync() is { } frame)
            if (frame.Type == GoAway) code = frame.Error;
        return code;
    }
}
