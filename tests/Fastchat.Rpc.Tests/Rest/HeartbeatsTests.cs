using System.Text;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;
using Fastchat.Testing;
using Grpc.Core;

namespace Fastchat.Rpc.Rest;

public sealed class HeartbeatsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Heartbeat_StreamIsSilent_SendsCommentsUntilItGoesOn()
    {
        var clock = new FakeClock();
        var goOn = new TaskCompletionSource();
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnSplit = async (_, responses, _) =>
                {
                    await responses.WriteAsync(new Text { Text_ = "a" });
                    await goOn.Task;
                    await responses.WriteAsync(new Text { Text_ = "b" });
                },
            },
            new RpcOptions { Clock = clock, HeartbeatInterval = Interval });
        await using var body = await OpenAsync(server, "/v1/split", """{"text":"x"}""");
        await ExpectAsync(body, "data: {\"text\":\"a\"}\n\n");

        await ExpectPingAsync(body, ": ping\n\n", clock);
        await ExpectPingAsync(body, ": ping\n\n", clock);
        goOn.SetResult();

        using var rest = new StreamReader(body);
        Assert.Equal("data: {\"text\":\"b\"}\n\n", (await rest.ReadToEndAsync(Token)).Replace(": ping\n\n", "", StringComparison.Ordinal));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Heartbeat_EventsHaveIds_HasNoBlankLine()
    {
        var clock = new FakeClock();
        await using var server = await WireServer.StartAsync(options: new RpcOptions { Clock = clock, HeartbeatInterval = Interval });
        await using var body = await OpenAsync(server, "/v1/answers", """{"prompt":"wait","stream":true}""");
        await ExpectAsync(body, "id: 1\nevent: text.delta\ndata: {\"type\":\"text.delta\",\"data\":{\"text\":\"wait\"},\"sequence\":1}\n\n");

        await ExpectPingAsync(body, ": ping\n", clock);
        await ExpectPingAsync(body, ": ping\n", clock);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Heartbeat_StreamHasEnded_SendsNothingOnItsConnection()
    {
        var clock = new FakeClock();
        await using var server = await WireServer.StartAsync(options: new RpcOptions { Clock = clock, HeartbeatInterval = Interval });

        var first = await server.PostJsonAsync("/v1/split", """{"text":"a"}""");
        clock.Advance(5 * Interval);
        var second = await server.PostJsonAsync("/v1/split", """{"text":"b"}""");

        Assert.Equal(("data: {\"text\":\"a\"}\n\n", "data: {\"text\":\"b\"}\n\n"), (first.Text, second.Text));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Heartbeat_StreamSpeaksBetweenTicks_IsNotSent()
    {
        var clock = new FakeClock();
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnSplit = async (_, responses, _) =>
                {
                    foreach (var text in new[] { "a", "b", "c" })
                    {
                        await responses.WriteAsync(new Text { Text_ = text });
                        clock.Advance(Interval);
                    }
                },
            },
            new RpcOptions { Clock = clock, HeartbeatInterval = Interval });

        var reply = await server.PostJsonAsync("/v1/split", """{"text":"x"}""");

        Assert.Equal("data: {\"text\":\"a\"}\n\ndata: {\"text\":\"b\"}\n\ndata: {\"text\":\"c\"}\n\n", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Heartbeat_EventWaitsForItsFlush_DoesNotInterfere()
    {
        var clock = new FakeClock();
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnSplit = async (_, responses, _) =>
                {
                    responses.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
                    await responses.WriteAsync(new Text { Text_ = "a" });
                    for (var i = 0; i < 3; i++) clock.Advance(Interval);
                    await responses.WriteAsync(new Text { Text_ = "b" });
                },
            },
            new RpcOptions { Clock = clock, HeartbeatInterval = Interval });

        var reply = await server.PostJsonAsync("/v1/split", """{"text":"x"}""");

        Assert.Equal("data: {\"text\":\"a\"}\n\ndata: {\"text\":\"b\"}\n\n", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Heartbeat_StreamHasEnded_IsForgotten()
    {
        WeakReference? call = null;
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSplit = async (_, responses, context) =>
            {
                call = new WeakReference(context);
                await responses.WriteAsync(new Text { Text_ = "a" });
            },
        });

        await server.PostJsonAsync("/v1/split", """{"text":"x"}""");

        await Eventually.IsTrueAsync(() =>
        {
            GC.Collect();
            return !call!.IsAlive;
        });
    }

    private static async Task<Stream> OpenAsync(WireServer server, string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = WireServer.Bytes(Encoding.UTF8.GetBytes(json), "application/json") };
        var response = await server.Http1.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        return await response.Content.ReadAsStreamAsync(Token);
    }

    // A tick that comes while the event before is still being sent finds the stream busy, not silent: the next one counts.
    private static async Task ExpectPingAsync(Stream body, string ping, FakeClock clock)
    {
        var expected = ExpectAsync(body, ping);
        while (!expected.IsCompleted)
        {
            clock.Advance(Interval);
            await Task.WhenAny(expected, Task.Delay(20, Token));
        }

        await expected;
    }

    private static async Task ExpectAsync(Stream body, string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        await body.ReadExactlyAsync(bytes, Token);
        Assert.Equal(text, Encoding.UTF8.GetString(bytes));
    }
}
