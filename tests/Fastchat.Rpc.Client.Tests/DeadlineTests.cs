using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Client.Tests;

public sealed class DeadlineTests
{
    private readonly ManualTime _time = new();

    private DateTime In(TimeSpan time) => (_time.GetUtcNow() + time).UtcDateTime;

    private RpcChannelOptions Options => new() { TimeProvider = _time };

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_Given_IsSentAsTimeout()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync([http.Request.Headers["grpc-timeout"].ToString()]), Options);

        var response = await server.Client.Unary("hi", new CallOptions(deadline: In(TimeSpan.FromSeconds(5))));

        Assert.Equal("5000m", response.Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_PassesDuringTheCall_EndsItAndResetsTheStream()
    {
        var arrived = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                http.RequestAborted.Register(aborted.SetResult);
                arrived.SetResult();
                await aborted.Task;
            },
            Options);

        using var call = server.Client.Unary("hi", new CallOptions(deadline: In(TimeSpan.FromSeconds(5))));
        await arrived.Task;
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(call.ResponseAsync.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Equal(StatusCode.DeadlineExceeded, call.GetStatus().StatusCode);
        await aborted.Task;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_PassesWhileMessagesStream_FailsTheRead()
    {
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                await http.Response.BeginGrpcAsync();
                await http.Response.SendAsync(GrpcBytes.Frame("a"));
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            },
            Options);

        using var call = server.Client.ServerStream("hi", new CallOptions(deadline: In(TimeSpan.FromSeconds(5))));
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        var read = call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => read)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_PassedBeforeTheCall_SendsNothing()
    {
        var requests = 0;
        await using var server = await RawServer.StartAsync(http =>
        {
            Interlocked.Increment(ref requests);
            return http.Response.AnswerAsync(["ok"]);
        }, Options);

        using var call = server.Client.Unary("hi", new CallOptions(deadline: In(TimeSpan.Zero)));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        Assert.Equal("ok", (await server.Client.Unary("hi")).Value);
        Assert.Equal(1, requests);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_FartherThanATimerReaches_IsKept()
    {
        var arrived = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                arrived.SetResult();
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            },
            Options);

        using var call = server.Client.Unary("hi", new CallOptions(deadline: In(TimeSpan.FromDays(100))));
        await arrived.Task;
        for (var days = 0; days < 99; days += 33) _time.Advance(TimeSpan.FromDays(33));
        Assert.False(call.ResponseAsync.IsCompleted);
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_ServerResetsWithCancelAfterIt_IsDeadlineExceeded()
    {
        // A deadline that the clock passes without its timer having fired: the server was first.
        var time = new ManualTime();
        await using var server = await RawServer.StartAsync(
            http =>
            {
                time.Pass(TimeSpan.FromSeconds(5));
                http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResetFeature>()!.Reset(8);
                return Task.CompletedTask;
            },
            new RpcChannelOptions { TimeProvider = time });

        using var call = server.Client.Unary("hi", new CallOptions(deadline: (time.GetUtcNow() + TimeSpan.FromSeconds(5)).UtcDateTime));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    [Fact]
    public void Deadline_NotInUtc_IsRefused()
    {
        using var channel = RpcChannel.ForAddress("http://127.0.0.1:1");
        var client = new TextClient(channel.CreateCallInvoker());

        Assert.Throws<ArgumentException>(() => client.Unary("hi", new CallOptions(deadline: new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local))));
    }
}
