using Grpc.Core;

namespace Fastchat.Rpc.Client.Tests.Endpoints;

public sealed class UnreachableTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task AddressThatAnswersNothing_CallersHaveLittlePatience_IsLeftOutAllTheSame()
    {
        using var dead = await DeadAddress.StartAsync();
        await using var live = await RawServer.StartAsync(http => http.Response.AnswerAsync(["ok"]));
        using var channel = RpcChannel.ForAddresses([dead.Address, live.Address], new RpcChannelOptions { ConnectTimeout = TimeSpan.FromSeconds(1) });
        var client = new TextClient(channel.CreateCallInvoker());

        // Each gives up long before connecting does.
        string? answer = null;
        while (answer is null)
        {
            try
            {
                answer = (await client.Unary("hi", new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(200)))).Value;
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.DeadlineExceeded)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }

        Assert.Equal("ok", answer);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task AddressThatAnswersNothing_ManyCalls_EndTogetherAndNotInTurn()
    {
        using var dead = await DeadAddress.StartAsync();
        using var channel = RpcChannel.ForAddress(dead.Address, new RpcChannelOptions { ConnectTimeout = TimeSpan.FromSeconds(1) });
        var client = new TextClient(channel.CreateCallInvoker());

        // In turn they would take longer than the test may.
        var failures = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Assert.ThrowsAsync<RpcException>(() => client.Unary("hi").ResponseAsync)));

        Assert.All(failures, f => Assert.Equal(StatusCode.Unavailable, f.StatusCode));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task AddressThatAnswersNothing_ChannelDisposed_EndsCallsThatWaitForAConnection()
    {
        using var dead = await DeadAddress.StartAsync();
        var channel = RpcChannel.ForAddress(dead.Address);
        var call = new TextClient(channel.CreateCallInvoker()).Unary("hi");

        channel.Dispose();

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((StatusCode.Unavailable, "The channel has been shut down."), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task AddressThatClosesEveryConnection_IsLeftOut()
    {
        using var closing = new ClosingServer();
        await using var live = await RawServer.StartAsync(http => http.Response.AnswerAsync(["ok"]));
        using var channel = RpcChannel.ForAddresses([closing.Address, live.Address], new RpcChannelOptions { TimeProvider = new ManualTime() });
        var client = new TextClient(channel.CreateCallInvoker());

        // What became of the first is not known: without a policy it is not made again.
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => client.Unary("hi").ResponseAsync)).StatusCode);

        Assert.Equal("ok", (await client.Unary("hi")).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ConnectionThatBreaksAfterAnAnswer_AddressIsStillTrusted()
    {
        var underWay = 0;
        await using var server = await RawServer.StartAsync(async http =>
        {
            if (await http.Request.ReadTextAsync() == "hi") await http.Response.AnswerAsync(["ok"]);
            else if (Interlocked.Increment(ref underWay) == 3) http.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionLifetimeFeature>()!.Abort();
            else await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await server.Client.Unary("hi");

        // All of them break with the one connection.
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("break").ResponseAsync)));

        Assert.Equal(ConnectivityState.Ready, server.Channel.State);
        Assert.Equal("ok", (await server.Client.Unary("hi")).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task RequestTooLargeForRetries_FirstAddressIsNotThere_GoesToTheSecond()
    {
        await using var live = await RawServer.StartAsync(async http => await http.Response.AnswerAsync([await http.Request.ReadTextAsync() ?? ""]));
        using var channel = RpcChannel.ForAddresses([new Uri("http://127.0.0.1:1"), live.Address], new RpcChannelOptions { MaxRetryBufferPerCallSize = 10 });

        Assert.Equal("a text of more than ten bytes", (await new TextClient(channel.CreateCallInvoker()).Unary("a text of more than ten bytes")).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ChannelDisposed_WhileCredentialsAreFetched_IsUnavailable()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync(["ok"]));
        var dispose = CallCredentials.FromInterceptor((_, _) =>
        {
            server.Channel.Dispose();
            return Task.CompletedTask;
        });

        var failure = await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi", new CallOptions(credentials: dispose)).ResponseAsync);

        Assert.Equal((StatusCode.Unavailable, "The channel has been shut down."), (failure.StatusCode, failure.Status.Detail));
    }
}
