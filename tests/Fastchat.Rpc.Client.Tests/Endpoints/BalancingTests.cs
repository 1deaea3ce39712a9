using System.Collections.Concurrent;
using Fastchat.Rpc.Client.Configuration;
using Fastchat.Rpc.Client.Tests.Configuration;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Client.Tests.Endpoints;

public sealed class BalancingTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly List<RawServer> _servers = [];
    private readonly ConcurrentDictionary<int, int> _calls = new();
    private readonly TaskCompletionSource _release = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task RoundRobin_ThreeServers_SharesCallsEvenly()
    {
        using var channel = await StartAsync(3, LoadBalancingPolicies.RoundRobin);
        var client = new TextClient(channel.CreateCallInvoker());

        await Task.WhenAll(Enumerable.Range(0, 300).Select(async _ => await client.Unary("hi")));

        Assert.Equal([100, 100, 100], _calls.Values);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task RoundRobin_OneDies_IsLeftOutAndComesBack()
    {
        using var channel = await StartAsync(3, LoadBalancingPolicies.RoundRobin);
        var client = new TextClient(channel.CreateCallInvoker());
        await CallAsync(client, 30);

        await _servers[1].KillAsync();
        await CallAsync(client, 30);
        Assert.Equal(10, _calls[1]);

        // Tried after a second: in vain. Then after 1.6 more, when it is there again.
        await FailedProbeAsync(TimeSpan.FromSeconds(1));
        await CallAsync(client, 30);
        Assert.Equal(10, _calls[1]);
        await RestartAsync(1);
        _time.Advance(TimeSpan.FromSeconds(1.6));
        await UntilAsync(async () =>
        {
            await CallAsync(client, 3);
            return _calls[1] > 10;
        });
    }

    [Fact(Timeout = Limits.Test)]
    public async Task RoundRobin_OneDiesUnderLoad_NoCallFailsWithRetriesOn()
    {
        using var channel = await StartAsync(3, LoadBalancingPolicies.RoundRobin, hang: "wait");
        var client = new TextClient(channel.CreateCallInvoker());

        // Some are at the server that dies; what becomes of those only a retry mends.
        var underWay = Enumerable.Range(0, 30).Select(_ => client.Unary("wait").ResponseAsync).ToArray();
        await UntilAsync(() => Task.FromResult(_calls.Values.Sum() == 30));
        await _servers[2].KillAsync();
        _release.SetResult();
        var later = Enumerable.Range(0, 200).Select(_ => client.Unary("hi").ResponseAsync).ToArray();

        await Task.WhenAll([.. underWay, .. later]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task PickFirst_FirstDies_StaysWithTheSecond()
    {
        using var channel = await StartAsync(2, LoadBalancingPolicies.PickFirst);
        var client = new TextClient(channel.CreateCallInvoker());
        await CallAsync(client, 5);
        Assert.Equal((5, 0), (_calls[0], _calls[1]));

        await _servers[0].KillAsync();
        await CallAsync(client, 5);
        await RestartAsync(0);
        _time.Advance(TimeSpan.FromSeconds(1));
        await channel.ConnectAsync(Token);
        await CallAsync(client, 5);

        Assert.Equal((5, 10), (_calls[0], _calls[1]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task PickFirst_FirstIsNotThere_GoesToTheSecondWithoutAPolicy()
    {
        using var ofPolicy = await StartAsync(2, LoadBalancingPolicies.PickFirst);
        await _servers[0].KillAsync();
        using var channel = RpcChannel.ForAddresses(_servers.Select(s => s.Address), new RpcChannelOptions { TimeProvider = _time });

        Assert.Equal("1", (await new TextClient(channel.CreateCallInvoker()).Unary("hi")).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CredentialsFail_AddressIsStillTrusted()
    {
        using var ofPolicy = await StartAsync(1, LoadBalancingPolicies.PickFirst);
        using var channel = RpcChannel.ForAddresses(_servers.Select(s => s.Address), new RpcChannelOptions { TimeProvider = _time });
        var broken = CallCredentials.FromInterceptor((_, _) => throw new InvalidOperationException("no token"));

        await Assert.ThrowsAsync<RpcException>(() => new TextClient(channel.CreateCallInvoker()).Unary("hi", new CallOptions(credentials: broken)).ResponseAsync);

        Assert.Equal(ConnectivityState.Idle, channel.State);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task AllDown_Call_IsUnavailableAndSaysWhy()
    {
        using var channel = await StartAsync(2, LoadBalancingPolicies.RoundRobin);
        var client = new TextClient(channel.CreateCallInvoker());
        foreach (var server in _servers) await server.KillAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => client.Unary("hi").ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("refused", failure.Status.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(ConnectivityState.TransientFailure, channel.State);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task AllDown_CallThatWaitsForReady_GoesThroughWhenOneIsBack(int servers)
    {
        using var channel = await StartAsync(servers, LoadBalancingPolicies.RoundRobin);
        var client = new TextClient(channel.CreateCallInvoker());
        foreach (var server in _servers) await server.KillAsync();

        using var call = client.Unary("hi", new CallOptions().WithWaitForReady());
        await UntilAsync(() => Task.FromResult(channel.State == ConnectivityState.TransientFailure));
        Assert.False(call.ResponseAsync.IsCompleted);
        await RestartAsync(0);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("0", (await call).Value);
        Assert.Equal(ConnectivityState.Ready, channel.State);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(null, false)]
    [InlineData(null, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task WaitForReady_CallerSaysOtherwise_OverridesTheConfiguration(bool? ofCall, bool ofConfiguration)
    {
        using var channel = RpcChannel.ForAddress("http://127.0.0.1:1", new RpcChannelOptions
        {
            TimeProvider = _time,
            ServiceConfig = new ServiceConfig { MethodConfigs = [new MethodConfig { Names = [MethodName.Default], WaitForReady = ofConfiguration }] },
        });
        var options = ofCall is { } wait ? new CallOptions().WithWaitForReady(wait) : default;

        using var call = new TextClient(channel.CreateCallInvoker()).Unary("hi", options);
        await UntilAsync(() => Task.FromResult(channel.State == ConnectivityState.TransientFailure));
        if (ofCall ?? ofConfiguration) channel.Dispose();

        var detail = (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).Status.Detail;
        Assert.Equal(ofCall ?? ofConfiguration, detail == "The channel has been shut down.");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task AllDown_CallThatWaitsForReady_EndsAtItsDeadline()
    {
        using var channel = await StartAsync(2, LoadBalancingPolicies.RoundRobin);
        var client = new TextClient(channel.CreateCallInvoker());
        foreach (var server in _servers) await server.KillAsync();

        var deadline = (_time.GetUtcNow() + TimeSpan.FromMilliseconds(500)).UtcDateTime;
        using var call = client.Unary("hi", new CallOptions(deadline: deadline).WithWaitForReady());
        await UntilAsync(() => Task.FromResult(channel.State == ConnectivityState.TransientFailure));
        _time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task AllDown_ChannelDisposed_EndsCallsThatWaitForReady(int servers)
    {
        var channel = await StartAsync(servers, LoadBalancingPolicies.RoundRobin);
        var client = new TextClient(channel.CreateCallInvoker());
        foreach (var server in _servers) await server.KillAsync();

        using var call = client.Unary("hi", new CallOptions().WithWaitForReady());
        await UntilAsync(() => Task.FromResult(channel.State == ConnectivityState.TransientFailure));
        channel.Dispose();

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((StatusCode.Unavailable, "The channel has been shut down."), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task OneDiesAgain_AfterItHasServed_IsTriedAfterTheFirstWait()
    {
        using var channel = await StartAsync(1, LoadBalancingPolicies.PickFirst);
        var client = new TextClient(channel.CreateCallInvoker());
        for (var times = 0; times < 2; times++)
        {
            await _servers[0].KillAsync();
            await Assert.ThrowsAsync<RpcException>(() => client.Unary("hi").ResponseAsync);
            Assert.Equal(TimeSpan.FromSeconds(1), await _time.NextWaitAsync());
            await RestartAsync(0);
            _time.Advance(TimeSpan.FromSeconds(1));
            await channel.ConnectAsync(Token);
            await CallAsync(client, 1);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Connecting_ForTheFirstTime_CallsWaitForIt()
    {
        for (var i = 0; i < 2; i++) _servers.Add(await StartServerAsync(i, 0));

        // Looking up the name takes its time.
        using var channel = RpcChannel.ForAddresses(_servers.Select(s => new Uri($"http://localhost:{s.Address.Port}")));
        var client = new TextClient(channel.CreateCallInvoker());

        var connected = channel.ConnectAsync(Token);
        await client.Unary("hi");

        await connected;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Connect_ServerComesUp_CompletesAndTheStatesTellIt()
    {
        using var channel = await StartAsync(1, LoadBalancingPolicies.PickFirst);
        await _servers[0].KillAsync();
        Assert.Equal(ConnectivityState.Idle, channel.State);

        var connected = channel.ConnectAsync(Token);
        await FailedProbeAsync(waitBefore: null);
        Assert.False(connected.IsCompleted);
        var changed = channel.WaitForStateChangedAsync(ConnectivityState.TransientFailure, Token);
        await RestartAsync(0);
        _time.Advance(TimeSpan.FromSeconds(1));

        await changed;
        await connected;
        Assert.Equal(ConnectivityState.Ready, channel.State);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Connect_ChannelShutDown_Throws()
    {
        var channel = await StartAsync(1, LoadBalancingPolicies.PickFirst);
        channel.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => channel.ConnectAsync(Token));
        Assert.Equal(ConnectivityState.Shutdown, channel.State);
    }

    [Fact]
    public void ForAddresses_None_IsRefused() => Assert.Throws<ArgumentException>(() => RpcChannel.ForAddresses([]));

    private async Task<RpcChannel> StartAsync(int servers, string policy, string? hang = null)
    {
        for (var i = 0; i < servers; i++)
        {
            _calls[i] = 0;
            _servers.Add(await StartServerAsync(i, 0, hang));
        }

        return RpcChannel.ForAddresses(_servers.Select(s => s.Address), new RpcChannelOptions
        {
            TimeProvider = _time,
            Random = new FixedRandom(),
            // A call may go out on a connection that has just died; only a retry mends that. It comes at once: the clock
            // belongs to the waits for connections.
            ServiceConfig = new ServiceConfig
            {
                LoadBalancingPolicy = policy,
                MethodConfigs = [new() { Names = [MethodName.Default], RetryPolicy = RetryPolicies.Policy() with { InitialBackoff = TimeSpan.FromTicks(1), MaxBackoff = TimeSpan.FromTicks(1) } }],
            },
        });
    }

    private Task<RawServer> StartServerAsync(int number, int port, string? hang = null) => RawServer.StartAsync(
        async http =>
        {
            _calls.AddOrUpdate(number, 1, (_, n) => n + 1);
            if (await http.Request.ReadTextAsync() == hang) await _release.Task.WaitAsync(http.RequestAborted);
            await http.Response.AnswerAsync([$"{number}"]);
        },
        port: port);

    private async Task RestartAsync(int number)
    {
        var port = _servers[number].Address.Port;
        await _servers[number].DisposeAsync();
        _servers[number] = await StartServerAsync(number, port);
    }

    private static async Task CallAsync(TextClient client, int times)
    {
        for (var i = 0; i < times; i++) await client.Unary("hi");
    }

    // The next wait is armed only when the probe has failed.
    private async Task FailedProbeAsync(TimeSpan? waitBefore)
    {
        if (waitBefore is { } wait)
        {
            Assert.Equal(wait, await _time.NextWaitAsync());
            _time.Advance(wait);
        }

        await _time.NextWaitAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> look)
    {
        while (!await look())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
