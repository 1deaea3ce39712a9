using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Client.Tests;

public sealed class CallKindsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_Answered_GivesResponseStatusAndHeaders()
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            http.Response.Headers["x-node"] = "a";
            await http.Response.AnswerAsync([$"{await http.Request.ReadTextAsync()}!"]);
        });

        using var call = server.Client.Unary("hi");
        var response = await call;

        Assert.Equal("hi!", response.Value);
        Assert.Equal("a", (await call.ResponseHeadersAsync).GetValue("x-node"));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Empty(call.GetTrailers());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task BlockingUnary_Answered_GivesResponse()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync(["ok"]));

        Assert.Equal("ok", server.Client.BlockingUnary("hi"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStream_ThreeMessages_ArriveInOrderOneByOne()
    {
        var next = new SemaphoreSlim(0);
        await using var server = await RawServer.StartAsync(async http =>
        {
            await http.Response.BeginGrpcAsync();
            foreach (var text in new[] { "a", "b", "c" })
            {
                await http.Response.SendAsync(GrpcBytes.Frame(text));
                await next.WaitAsync(http.RequestAborted);
            }

            http.Response.AppendTrailer("grpc-status", "0");
        });

        using var call = server.Client.ServerStream("go");
        var seen = new List<string>();
        await foreach (var message in call.ResponseStream.ReadAllAsync(Token))
        {
            // The server sends the next one only now: nothing waits for more to come.
            seen.Add(message.Value);
            next.Release();
        }

        Assert.Equal(["a", "b", "c"], seen);
        Assert.False(await call.ResponseStream.MoveNext(Token));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStream_FailsAfterMessages_GivesMessagesThenStatus()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync(["a"], status: "10"));

        using var call = server.Client.ServerStream("go");

        Assert.True(await call.ResponseStream.MoveNext(Token));
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token));
        Assert.Equal(StatusCode.Aborted, failure.StatusCode);
        Assert.Equal(StatusCode.Aborted, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token))).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientStream_ThreeRequests_GivesOneResponse()
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            var texts = new List<string>();
            while (await http.Request.ReadTextAsync() is { } text) texts.Add(text);
            await http.Response.AnswerAsync([string.Join(',', texts)]);
        });

        using var call = server.Client.ClientStream();
        foreach (var text in new[] { "a", "b", "c" }) await call.RequestStream.WriteAsync(TextClient.Of(text), Token);
        await call.RequestStream.CompleteAsync();

        Assert.Equal("a,b,c", (await call).Value);
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(TextClient.Of("late"), Token));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientStream_ServerRefusesEarly_WriterAndResponseTellWhy()
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            await http.Request.ReadTextAsync();
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-status"] = "11";
            http.Response.Headers["grpc-message"] = "too much";
        });

        using var call = server.Client.ClientStream();
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (true) await call.RequestStream.WriteAsync(TextClient.Of(new string('x', 100_000)), Token);
        });

        Assert.Equal((StatusCode.OutOfRange, "too much"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal(StatusCode.OutOfRange, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Duplex_PingPong_AnswersEachRequestBeforeTheNext()
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            await http.Response.BeginGrpcAsync();
            while (await http.Request.ReadTextAsync() is { } text) await http.Response.SendAsync(GrpcBytes.Frame($"{text}!"));
            http.Response.AppendTrailer("grpc-status", "0");
        });

        using var call = server.Client.Duplex();
        foreach (var text in new[] { "a", "b", "c" })
        {
            await call.RequestStream.WriteAsync(TextClient.Of(text), Token);
            Assert.True(await call.ResponseStream.MoveNext(Token));
            Assert.Equal($"{text}!", call.ResponseStream.Current.Value);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Token));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Duplex_ServerSpeaksFirst_HeadersGoOutBeforeTheFirstRequest()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync(["welcome"]));

        using var call = server.Client.Duplex();

        Assert.True(await call.ResponseStream.MoveNext(Token));
        Assert.Equal("welcome", call.ResponseStream.Current.Value);
        Assert.False(await call.ResponseStream.MoveNext(Token));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Channel_ManyCallsAtOnce_AllAreAnswered()
    {
        await using var server = await RawServer.StartAsync(async http => await http.Response.AnswerAsync([(await http.Request.ReadTextAsync())!]));

        // More than the 100 streams that Kestrel allows on one connection.
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(async n => (await server.Client.Unary($"{n}")).Value));

        Assert.Equal(Enumerable.Range(0, 300).Select(n => $"{n}"), answers);
    }
}
