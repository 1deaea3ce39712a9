using Fastchat.Rpc.Client.Retries;

namespace Fastchat.Rpc.Client.Tests.Retries;

public sealed class RequestLogTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_ServerAnswers_WhatWasSentIsLetGo(bool complete)
    {
        using var log = new RequestLog(new RetryBuffer(1000, 1000));
        var first = Frame();
        log.Append(first);
        if (complete) log.Complete();
        await ReplayAsync(log);
        Assert.True(log.HoldsAll);

        log.Answered();

        Assert.False(log.HoldsAll);
        await AssertReleasedAsync(first);
    }

    [Fact]
    public async Task Requests_ServerAnswersBeforeAllIsSent_TheRestIsKept()
    {
        using var log = new RequestLog(new RetryBuffer(1000, 1000));
        log.Append(Frame());
        await ReplayAsync(log);
        var late = Frame();
        var number = log.Append(late);

        log.Answered();

        var (_, frame) = Assert.IsType<(RequestSink, RequestFrame)>(await log.NextToWriteAsync(number, null, TestContext.Current.CancellationToken));
        Assert.Same(late, frame);
    }

    private static RequestFrame Frame()
    {
        var bytes = new PooledBuffer(16);
        bytes.GetSpan(1)[0] = 1;
        bytes.Advance(1);
        return new RequestFrame(bytes);
    }

    private static async Task ReplayAsync(RequestLog log)
    {
        var attempt = log.BeginAttempt();
        var sink = log.Open(attempt, Stream.Null);
        while (log.NextToReplay(attempt, sink) is { } frame) await frame.SendHeldAsync(Stream.Null, TestContext.Current.CancellationToken);
    }

    private static async Task AssertReleasedAsync(RequestFrame frame) =>
        await Assert.ThrowsAsync<ObjectDisposedException>(() => frame.SendHeldAsync(Stream.Null, TestContext.Current.CancellationToken).AsTask());
}
