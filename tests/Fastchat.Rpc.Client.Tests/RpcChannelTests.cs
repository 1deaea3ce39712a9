using Grpc.Core;

namespace Fastchat.Rpc.Client.Tests;

public sealed class RpcChannelTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Shutdown_CallUnderWay_WaitsForItAndRefusesNewOnes()
    {
        var arrived = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(async http =>
        {
            arrived.TrySetResult();
            await release.Task;
            await http.Response.AnswerAsync(["ok"]);
        });

        using var call = server.Client.Unary("hi");
        await arrived.Task;
        var shutdown = server.Channel.ShutdownAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync);
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.False(shutdown.IsCompleted);
        release.SetResult();

        Assert.Equal("ok", (await call).Value);
        await shutdown;
        Assert.Equal(ConnectivityState.Shutdown, server.Channel.State);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Shutdown_Unused_CompletesAtOnce()
    {
        var channel = RpcChannel.ForAddress("http://127.0.0.1:1");

        await channel.ShutdownAsync();
    }
}
