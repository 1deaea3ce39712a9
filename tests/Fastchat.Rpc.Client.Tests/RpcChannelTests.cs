using Fastchat.Rpc.Client.Configuration;
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

    [Fact(Timeout = Limits.Test)]
    public async Task Shutdown_CallWasRefusedForItsDeadline_DoesNotWaitForIt()
    {
        var channel = RpcChannel.ForAddress("http://127.0.0.1:1");
        var client = new TextClient(channel.CreateCallInvoker());
        Assert.Throws<ArgumentException>(() => client.Unary("hi", new CallOptions(deadline: new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Local))));

        await channel.ShutdownAsync();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Timeout_BeyondTheEndOfTime_IsNone()
    {
        await using var server = await RawServer.StartAsync(
            http => http.Response.AnswerAsync(["ok"]),
            new RpcChannelOptions { ServiceConfig = new ServiceConfig { MethodConfigs = [new() { Names = [MethodName.Default], Timeout = TimeSpan.FromDays(3_652_500) }] } });

        Assert.Equal("ok", (await server.Client.Unary("hi")).Value);
    }
}
