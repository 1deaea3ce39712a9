using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Client.Tests;

public sealed class CancellationTests
{
    private readonly TaskCompletionSource _arrived = new();
    private readonly TaskCompletionSource _aborted = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_TokenFires_IsCancelledAndTheServerSeesIt()
    {
        await using var server = await RawServer.StartAsync(HangAsync);
        using var source = new CancellationTokenSource();

        using var call = server.Client.Unary("hi", new CallOptions(cancellationToken: source.Token));
        await _arrived.Task;
        await source.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseHeadersAsync)).StatusCode);
        await _aborted.Task;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_TokenHasFired_SendsNothing()
    {
        await using var server = await RawServer.StartAsync(HangAsync);

        using var call = server.Client.Unary("hi", new CallOptions(cancellationToken: new CancellationToken(canceled: true)));

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        Assert.False(_arrived.Task.IsCompleted);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStream_DisposedMidway_ResetsTheStream()
    {
        await using var server = await RawServer.StartAsync(SendOneThenHangAsync);

        using (var call = server.Client.ServerStream("hi"))
        {
            Assert.True(await call.ResponseStream.MoveNext(Token));
        }

        await _aborted.Task;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStream_DisposedWhileReading_EndsTheRead()
    {
        await using var server = await RawServer.StartAsync(SendOneThenHangAsync);

        var call = server.Client.ServerStream("hi");
        Assert.True(await call.ResponseStream.MoveNext(Token));
        var read = call.ResponseStream.MoveNext(Token);
        call.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => read)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
        await _aborted.Task;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStream_TokenOfTheReadFires_CancelsTheCall()
    {
        await using var server = await RawServer.StartAsync(SendOneThenHangAsync);
        using var source = new CancellationTokenSource();

        using var call = server.Client.ServerStream("hi");
        Assert.True(await call.ResponseStream.MoveNext(Token));
        var read = call.ResponseStream.MoveNext(source.Token);
        await source.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => read)).StatusCode);
        await _aborted.Task;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Duplex_Disposed_ResetsTheStreamAndEndsTheWriter()
    {
        await using var server = await RawServer.StartAsync(SendOneThenHangAsync);

        var call = server.Client.Duplex();
        await call.RequestStream.WriteAsync(TextClient.Of("a"), Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));
        call.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(TextClient.Of("b"), Token))).StatusCode);
        await _aborted.Task;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Dispose_AfterTheEnd_ChangesNothing()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync(["ok"]));

        var call = server.Client.Unary("hi");
        await call;
        call.Dispose();

        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task GetStatus_BeforeTheEnd_Throws()
    {
        await using var server = await RawServer.StartAsync(HangAsync);

        using var call = server.Client.Unary("hi");

        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());
    }

    private async Task HangAsync(HttpContext http)
    {
        http.RequestAborted.Register(() => _aborted.TrySetResult());
        _arrived.TrySetResult();
        await _aborted.Task;
    }

    private async Task SendOneThenHangAsync(HttpContext http)
    {
        await http.Response.BeginGrpcAsync();
        await http.Response.SendAsync(GrpcBytes.Frame("a"));
        await HangAsync(http);
    }
}
