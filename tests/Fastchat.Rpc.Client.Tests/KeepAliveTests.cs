using Grpc.Core;

namespace Fastchat.Rpc.Client.Tests;

public sealed class KeepAliveTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Connection_PeerFallsSilent_CallsAreUnavailable()
    {
        using var server = new SilentServer();
        using var channel = RpcChannel.ForAddress(server.Address, new RpcChannelOptions
        {
            // The shortest that HttpClient takes; its pings have a clock of their own.
            KeepAlivePingDelay = TimeSpan.FromSeconds(1),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
        });
        var client = new TextClient(channel.CreateCallInvoker());

        using var stream = client.ServerStream("hi");
        var failures = await Task.WhenAll(
            Assert.ThrowsAsync<RpcException>(() => client.Unary("hi").ResponseAsync),
            Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken)));

        Assert.All(failures, f => Assert.Equal(StatusCode.Unavailable, f.StatusCode));
    }
}
