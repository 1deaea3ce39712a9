using System.Collections.Concurrent;
using Fastchat.Rpc.Client.Configuration;
using Fastchat.Rpc.Client.Tests.Configuration;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fastchat.Rpc.Client.Tests.Retries;

public sealed class RetryTests
{
    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<string> _attempts = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RpcChannelOptions Options => new() { TimeProvider = _time, Random = new FixedRandom(), ServiceConfig = RetryPolicies.Unavailable() };

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_UnavailableTwice_IsMadeAgainAfterGrowingWaits()
    {
        await using var server = await RawServer.StartAsync(FailFirstAsync(2), Options);

        using var call = server.Client.Unary("hi");
        await AdvanceAsync(100);
        await AdvanceAsync(200);

        Assert.Equal("hi", (await call).Value);
        Assert.Equal(["", "1", "2"], _attempts);
        Assert.Equal("2", (await call.ResponseHeadersAsync).GetValue("grpc-previous-rpc-attempts"));
        Assert.Equal(0, server.Channel.RetryBuffer.Used);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_AlwaysUnavailable_EndsAfterTheLastAttempt()
    {
        await using var server = await RawServer.StartAsync(FailFirstAsync(100), Options);

        using var call = server.Client.Unary("hi");
        await AdvanceAsync(100);
        await AdvanceAsync(200);

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        Assert.Equal(3, _attempts.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_PolicyOfMoreThanFiveAttempts_MakesFive()
    {
        await using var server = await RawServer.StartAsync(FailFirstAsync(100), Options with { ServiceConfig = RetryPolicies.Unavailable(maxAttempts: 9) });

        using var call = server.Client.Unary("hi");
        foreach (var wait in new[] { 100, 200, 400, 800 }) await AdvanceAsync(wait);

        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(5, _attempts.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_WithoutPolicy_IsMadeOnce()
    {
        await using var server = await RawServer.StartAsync(FailFirstAsync(100), new RpcChannelOptions { TimeProvider = _time });

        await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync);

        Assert.Single(_attempts);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_OtherCode_IsMadeOnce()
    {
        await using var server = await RawServer.StartAsync(FailFirstAsync(100, StatusCode.Aborted), Options);

        Assert.Equal(StatusCode.Aborted, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
        Assert.Single(_attempts);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_ProxySays503_IsMadeAgain()
    {
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                _attempts.Enqueue("");
                if (_attempts.Count == 1) http.Response.StatusCode = 503;
                else await http.Response.AnswerAsync(["ok"]);
            },
            Options);

        using var call = server.Client.Unary("hi");
        await AdvanceAsync(100);

        Assert.Equal("ok", (await call).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStream_FailsAfterHeaders_IsCommitted()
    {
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                _attempts.Enqueue("");
                await http.Response.AnswerAsync([], status: "14");
            },
            Options);

        using var call = server.Client.ServerStream("hi");

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token))).StatusCode);
        Assert.Single(_attempts);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Pushback_Given_IsWaitedForAndStartsBackoffOver()
    {
        await using var server = await RawServer.StartAsync(FailFirstAsync(2, pushback: n => n == 1 ? "7000" : null), Options);

        using var call = server.Client.Unary("hi");
        await AdvanceAsync(7000);
        await AdvanceAsync(100);

        Assert.Equal("hi", (await call).Value);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    [InlineData("10|20")]
    public async Task Pushback_NegativeOrUnreadable_StopsTheCall(string pushback)
    {
        await using var server = await RawServer.StartAsync(FailFirstAsync(1, pushback: _ => pushback), Options);

        await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync);

        Assert.Single(_attempts);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_WhileWaiting_EndsTheCall()
    {
        await using var server = await RawServer.StartAsync(FailFirstAsync(100, pushback: _ => "7000"), Options);

        using var call = server.Client.Unary("hi", new CallOptions(deadline: (_time.GetUtcNow() + TimeSpan.FromSeconds(5)).UtcDateTime));
        await UntilAsync(() => _attempts.Count == 1);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        Assert.Single(_attempts);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_SecondAttempt_IsGivenWhatIsLeft()
    {
        var timeouts = new ConcurrentQueue<string>();
        await using var server = await RawServer.StartAsync(
            http =>
            {
                timeouts.Enqueue(http.Request.Headers["grpc-timeout"].ToString());
                return timeouts.Count == 1 ? FailAsync(http, StatusCode.Unavailable, pushback: "2000") : http.Response.AnswerAsync(["ok"]);
            },
            Options);

        using var call = server.Client.Unary("hi", new CallOptions(deadline: (_time.GetUtcNow() + TimeSpan.FromSeconds(5)).UtcDateTime));
        await AdvanceAsync(2000);
        await call;

        Assert.Equal(["5000m", "3000m"], timeouts);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancelled_WhileWaiting_EndsTheCall()
    {
        await using var server = await RawServer.StartAsync(FailFirstAsync(100), Options);
        using var source = new CancellationTokenSource();

        using var call = server.Client.Unary("hi", new CallOptions(cancellationToken: source.Token));
        await _time.NextWaitAsync();
        await source.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientStream_FailsMidway_ReplaysWhatWasSent()
    {
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                _attempts.Enqueue("");
                var seen = new List<string>();
                while (await http.Request.ReadTextAsync() is { } text)
                {
                    seen.Add(text);
                    if (_attempts.Count == 1 && seen.Count == 2)
                    {
                        await FailAsync(http, StatusCode.Unavailable);
                        return;
                    }
                }

                await http.Response.AnswerAsync([string.Join(',', seen)]);
            },
            Options);

        using var call = server.Client.ClientStream();
        await call.RequestStream.WriteAsync(TextClient.Of("a"), Token);
        await call.RequestStream.WriteAsync(TextClient.Of("b"), Token);
        await AdvanceAsync(100);
        await call.RequestStream.WriteAsync(TextClient.Of("c"), Token);
        await call.RequestStream.CompleteAsync();

        Assert.Equal("a,b,c", (await call).Value);
        Assert.Equal(2, _attempts.Count);
        Assert.Equal(0, server.Channel.RetryBuffer.Used);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Duplex_RefusedBeforeTheFirstRequest_AnswersAllRequests()
    {
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                _attempts.Enqueue("");
                if (_attempts.Count == 1)
                {
                    await FailAsync(http, StatusCode.Unavailable);
                    return;
                }

                await http.Response.BeginGrpcAsync();
                while (await http.Request.ReadTextAsync() is { } text) await http.Response.SendAsync(GrpcBytes.Frame($"{text}!"));
                http.Response.AppendTrailer("grpc-status", "0");
            },
            Options);

        using var call = server.Client.Duplex();
        await AdvanceAsync(100);
        foreach (var text in new[] { "a", "b", "c" })
        {
            await call.RequestStream.WriteAsync(TextClient.Of(text), Token);
            Assert.True(await call.ResponseStream.MoveNext(Token));
            Assert.Equal($"{text}!", call.ResponseStream.Current.Value);
        }

        // The response's headers committed the call: what was sent is let go.
        Assert.Equal(0, server.Channel.RetryBuffer.Used);
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Token));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(10, 1000)]
    [InlineData(1000, 10)]
    public async Task ClientStream_MoreThanTheBufferHolds_IsCommitted(int perCall, int total)
    {
        var written = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                _attempts.Enqueue("");
                for (var i = 0; i < 2; i++) await http.Request.ReadTextAsync();
                await written.Task;
                await FailAsync(http, StatusCode.Unavailable);
            },
            Options with { MaxRetryBufferPerCallSize = perCall, MaxRetryBufferSize = total });

        using var call = server.Client.ClientStream();
        await call.RequestStream.WriteAsync(TextClient.Of("a"), Token);
        Assert.Equal(8, server.Channel.RetryBuffer.Used);
        await call.RequestStream.WriteAsync(TextClient.Of("b"), Token);
        written.SetResult();

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        Assert.Single(_attempts);
        Assert.Equal(0, server.Channel.RetryBuffer.Used);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Throttle_BudgetSpent_FailsAtOnceUntilCallsSucceedAgain()
    {
        var failing = true;
        await using var server = await RawServer.StartAsync(
            http =>
            {
                _attempts.Enqueue("");
                return Volatile.Read(ref failing) ? FailAsync(http, StatusCode.Unavailable) : http.Response.AnswerAsync(["ok"]);
            },
            Options with { ServiceConfig = RetryPolicies.Unavailable(throttling: new RetryThrottlingPolicy { MaxTokens = 4, TokenRatio = 1 }) });

        using var first = server.Client.Unary("hi");
        await AdvanceAsync(100);
        await Assert.ThrowsAsync<RpcException>(() => first.ResponseAsync);
        Assert.Equal(2, _attempts.Count);
        await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync);
        Assert.Equal(3, _attempts.Count);

        Volatile.Write(ref failing, false);
        for (var i = 0; i < 3; i++) await server.Client.Unary("hi");
        Volatile.Write(ref failing, true);
        using var last = server.Client.Unary("hi");
        await AdvanceAsync(100);
        await Assert.ThrowsAsync<RpcException>(() => last.ResponseAsync);
        Assert.Equal(8, _attempts.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Throttle_CallsFailAfterTheyHaveBegunToAnswer_SpendTheBudgetToo()
    {
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                _attempts.Enqueue("");
                await http.Response.AnswerAsync(["begun"], status: "14");
            },
            Options with { ServiceConfig = RetryPolicies.Unavailable(throttling: new RetryThrottlingPolicy { MaxTokens = 4, TokenRatio = 1 }) });

        for (var i = 0; i < 2; i++) await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync);

        Assert.False(server.Channel.RetryThrottle!.AllowsRetries);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task RefusedStream_WithoutPolicy_IsMadeAgainAtOnce()
    {
        await using var server = await RawServer.StartAsync(
            http =>
            {
                _attempts.Enqueue(http.Request.Headers["grpc-previous-rpc-attempts"].ToString());
                if (_attempts.Count <= 2) Refuse(http);
                return _attempts.Count <= 2 ? Task.CompletedTask : http.Response.AnswerAsync(["ok"]);
            },
            new RpcChannelOptions { TimeProvider = _time });

        Assert.Equal("ok", (await server.Client.Unary("hi")).Value);
        // The server's code did not see those before: they do not count.
        Assert.Equal(["", "", ""], _attempts);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task RefusedStream_Always_EndsUnavailable()
    {
        await using var server = await RawServer.StartAsync(
            http =>
            {
                _attempts.Enqueue("");
                Refuse(http);
                return Task.CompletedTask;
            },
            new RpcChannelOptions { TimeProvider = _time });

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
        Assert.InRange(_attempts.Count, 2, 16);
    }

    private static void Refuse(HttpContext http) => http.Features.Get<IHttpResetFeature>()!.Reset(7);

    private static Task FailAsync(HttpContext http, StatusCode code, string? pushback = null)
    {
        http.Response.ContentType = "application/grpc";
        http.Response.Headers["grpc-status"] = $"{(int)code}";
        if (pushback is not null) http.Response.Headers["grpc-retry-pushback-ms"] = pushback.Split('|');
        return Task.CompletedTask;
    }

    private RequestDelegate FailFirstAsync(int failures, StatusCode code = StatusCode.Unavailable, Func<int, string?>? pushback = null) => async http =>
    {
        _attempts.Enqueue(http.Request.Headers["grpc-previous-rpc-attempts"].ToString());
        var text = await http.Request.ReadTextAsync();
        if (_attempts.Count <= failures) await FailAsync(http, code, pushback?.Invoke(_attempts.Count));
        else await http.Response.AnswerAsync([text!]);
    };

    private async Task AdvanceAsync(int milliseconds)
    {
        var wait = TimeSpan.FromMilliseconds(milliseconds);
        await UntilAsync(async () => await _time.NextWaitAsync() == wait);
        _time.Advance(wait);
    }

    private static Task UntilAsync(Func<bool> look) => UntilAsync(() => Task.FromResult(look()));

    private static async Task UntilAsync(Func<Task<bool>> look)
    {
        while (!await look())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_GivenUpByTheHandlerOnItsWay_IsNotMadeAgain()
    {
        using var handler = new GivesUp();
        using var channel = RpcChannel.ForAddresses([new Uri("http://127.0.0.1:1"), new Uri("http://127.0.0.1:2")], new RpcChannelOptions { HttpHandler = handler });

        var failure = await Assert.ThrowsAsync<RpcException>(() => new TextClient(channel.CreateCallInvoker()).Unary("hi").ResponseAsync);

        Assert.Equal((StatusCode.Unavailable, 1), (failure.StatusCode, handler.Requests));
    }

    /// <summary>Sends a request, and cancels it by a patience of its own.</summary>
    private sealed class GivesUp : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            throw new TaskCanceledException("It took too long.");
        }
    }
}
