using Fastchat.Rpc.Http2;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;
using Fastchat.Testing;
using static Fastchat.Rpc.Http2.CaseFrames;
using static Fastchat.Rpc.Http2.Http2Frame;

namespace Fastchat.Rpc.Rest;

/// <summary>Readers that take nothing: an HTTP/2 window of nothing, which stays so.</summary>
public sealed class StalledReaderTests
{
    private const uint Cancel = 8;
    private readonly FakeClock _clock = new();

    private RpcOptions Options => new() { Clock = _clock };

    [Fact(Timeout = Limits.Test)]
    public async Task Events_HeartbeatIsNotTaken_CallIsCutOff()
    {
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnSplit = async (_, responses, context) =>
                {
                    await context.WriteResponseHeadersAsync([]);
                    begun.SetResult();
                    await goOn.Task;
                    await responses.WriteAsync(new Text { Text_ = "b" });
                },
            },
            Options);
        await using var reader = await Http2Client.OpenAsync(server.Connect(), initialWindow: 0);
        await reader.WriteAsync(Headers(1, EndHeaders | EndStream, (":method", "POST"), (":scheme", "http"), (":path", "/v1/split"), (":authority", "x"), ("content-type", "application/json")));
        await begun.Task;

        // At the first tick the stream counts as silent, at the second it is sent a comment.
        _clock.Advance(2 * Options.HeartbeatInterval);
        goOn.SetResult();

        await ExpectResetAsync(reader);
    }

    private async Task ExpectResetAsync(Http2Client reader)
    {
        var reset = ReadResetAsync(reader);
        await Eventually.IsTrueAsync(() =>
        {
            _clock.Advance(Options.StalledReaderTimeout);
            return reset.IsCompleted;
        });
        Assert.Equal(Cancel, await reset);
    }

    private static async Task<uint?> ReadResetAsync(Http2Client reader)
    {
        Http2Frame? frame;
        do frame = await reader.ReadAsync();
        while (frame is not (null or { Type: Reset }));
        return (uint?)frame?.Error;
    }
}
