using System.Net;

namespace Fastchat.Rpc.Rest;

public sealed class SseRestResponseTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Stream_Chosen_SendsNamesIdsDataAndEndByteForByte()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.PostJsonAsync("/v1/answers", """{"prompt":"a ö","stream":true}""");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(("text/event-stream; charset=utf-8", "no-cache", "no"), (reply.Headers["content-type"], reply.Headers["cache-control"], reply.Headers["x-accel-buffering"]));
        Assert.Equal(
            "id: 1\nevent: text.delta\ndata: {\"type\":\"text.delta\",\"data\":{\"text\":\"a\"},\"sequence\":1}\n\nid: 2\nevent: text.delta\ndata: {\"type\":\"text.delta\",\"data\":{\"text\":\"ö\"},\"sequence\":2}\n\ndata: [DONE]\n\n"u8.ToArray(),
            reply.Body);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"prompt":"a b"}""")]
    [InlineData("""{"prompt":"a b","stream":false}""")]
    [InlineData("""{"prompt":"a b","stream":null}""")]
    [InlineData("""{"stream":true,"prompt":"a b","stream":false}""")]
    [InlineData("""{"prompt":"a b","other":{"stream":true}}""")]
    public async Task Stream_NotChosen_AnswersAsAWhole(string json)
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal("""{"type":"text.delta","data":{"text":"a b"},"sequence":1}""", (await server.PostJsonAsync("/v1/answers", json)).Text);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"stream":"true"}""")]
    [InlineData("""{"stream":true""")]
    [InlineData("""[{"stream":true}]""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"\ud800\ud800":1}""")]
    public async Task Stream_BodyIsWrong_Is400(string json)
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostJsonAsync("/v1/answers", json)).Status);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_MemberWithAnEventOfItsOwn_StandsInPlaceOfTheBodyUnderItsName()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.PostJsonAsync("/v1/answers", """{"prompt":"aside","stream":true}""");

        Assert.Equal(
            "event: note\ndata: {\"text\":\"by the way\"}\n\nid: 1\nevent: text.delta\ndata: {\"type\":\"text.delta\",\"data\":{\"text\":\"aside\"},\"sequence\":1}\n\ndata: [DONE]\n\n", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_FailsInTheMiddle_EndsWithAnErrorEventAndNoEndMark()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.PostJsonAsync("/v1/answers", """{"prompt":"fail now","stream":true}""");

        Assert.EndsWith(
            "\n\nevent: error\ndata: {\"error\":{\"message\":\"The model is gone.\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n",
            reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_AnEventCannotBeWritten_EndsWithTheErrorEventAndNothingOfTheOther()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.PostJsonAsync("/v1/answers", """{"prompt":"broken","stream":true}""");

        Assert.StartsWith(
            "id: 1\nevent: text.delta\ndata: {\"type\":\"text.delta\",\"data\":{\"text\":\"broken\"},\"sequence\":1}\n\nevent: error\ndata: {\"error\":{\"message\":\"",
            reply.Text, StringComparison.Ordinal);
        Assert.EndsWith("}}\n\n", reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_WithoutOptions_SendsDataAlone()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal("data: {\"text\":\"a\"}\n\ndata: {\"text\":\"b\"}\n\n", (await server.PostJsonAsync("/v1/split", """{"text":"a b"}""")).Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_MuchIsBuffered_IsSentThoughTheProducerHasMore()
    {
        var received = new TaskCompletionSource();
        await using var server = await WireServer.StartAsync(new Services.TextHandler
        {
            OnSplit = async (_, responses, _) =>
            {
                responses.WriteOptions = new global::Grpc.Core.WriteOptions(global::Grpc.Core.WriteFlags.BufferHint);
                for (var i = 0; i < 20; i++) await responses.WriteAsync(new WireTest.Text { Text_ = new string('a', 1024) });
                await received.Task;
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/split") { Content = WireServer.Bytes("{}"u8.ToArray(), "application/json") };

        using var response = await server.Http1.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await body.ReadExactlyAsync(new byte[RpcOptions.FlushThreshold], TestContext.Current.CancellationToken);
        received.SetResult();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_FailsBeforeTheFirstEvent_IsAPlainError()
    {
        await using var server = await WireServer.StartAsync(new Services.TextHandler { OnSplit = (_, _, _) => throw new global::Grpc.Core.RpcException(new global::Grpc.Core.Status(global::Grpc.Core.StatusCode.NotFound, "no")) });

        Assert.Equal(HttpStatusCode.NotFound, (await server.PostJsonAsync("/v1/split", "{}")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_NoEvents_IsAnEmptyStream()
    {
        await using var server = await WireServer.StartAsync(new Services.TextHandler { OnSplit = (_, _, _) => Task.CompletedTask });

        var reply = await server.PostJsonAsync("/v1/split", "{}");

        Assert.Equal((HttpStatusCode.OK, "text/event-stream; charset=utf-8", ""), (reply.Status, reply.Headers["content-type"], reply.Text));
    }
}
