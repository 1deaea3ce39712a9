using System.Net.Http.Json;
using Fastchat.Contracts.Chat.V1;
using Grpc.Core;

namespace Fastchat.Server;

public sealed class CancellationTests : IAsyncLifetime
{
    private const string Method = "/fastchat.chat.v1.ChatService/Chat";

    private FakeUpstream _upstream = null!;
    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ChatRequest Native => new() { Model = FakeUpstream.Model, Messages = { new Message { Role = Role.User, Text = "hello" } } };

    private ChatService.ChatServiceClient Chat => new(_server.Grpc);

    private RunService.RunServiceClient Runs => new(_server.Grpc);

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.HangingAfterAsync("one ", "two ");
        _server = await TestServer.StartWithAsync(_upstream);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task GrpcClient_Leaves_TheUpstreamRequestIsAborted()
    {
        string runId;
        using (var call = Chat.Chat(Native, cancellationToken: Token)) runId = (await FirstTokenAsync(call)).RunId;

        await _upstream.Aborted.WaitAsync(Limits.Promptly, Token);
        await EndsAsCancelledAsync(runId);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/connect+proto")]
    [InlineData("application/grpc-web+proto")]
    public async Task WebClient_Leaves_TheUpstreamRequestIsAborted(string contentType)
    {
        using (var response = await _server.Rest.BeginAsync(WireCalls.Request(Method, contentType, Native), Token))
        {
            await using var body = await response.Content.ReadAsStreamAsync(Token);
            await body.ReadExactlyAsync(new byte[5], Token);
            await _upstream.Asked.WaitAsync(Token);
        }

        await _upstream.Aborted.WaitAsync(Limits.Promptly, Token);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/chat")]
    [InlineData("/v1/chat/completions")]
    public async Task SseClient_Leaves_TheUpstreamRequestIsAborted(string path)
    {
        var events = _server.Rest.StreamAsync(path, new { model = FakeUpstream.Model, stream = true, messages = new[] { Spoken(path) } }).GetAsyncEnumerator(Token);
        while (!(await events.MoveNextAsync() && events.Current.Data.Contains("two", StringComparison.Ordinal))) { }
        await events.DisposeAsync();

        await _upstream.Aborted.WaitAsync(Limits.Promptly, Token);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task RestClient_LeavesBeforeTheWholeAnswer_TheUpstreamRequestIsAborted()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = JsonContent.Create(new { model = FakeUpstream.Model, messages = new[] { new { role = "user", content = "hello" } } }),
        };
        var answer = _server.Rest.BeginAsync(request, leaving.Token);
        await _upstream.Asked.WaitAsync(Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await _upstream.Aborted.WaitAsync(Limits.Promptly, Token);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Client_LeavesBeforeTheUpstreamHasAnswered_TheUpstreamRequestIsAborted()
    {
        await using var silent = await FakeUpstream.HangingAfterAsync();
        await using var server = await TestServer.StartWithAsync(silent);
        var call = new ChatService.ChatServiceClient(server.Grpc).Chat(Native, cancellationToken: Token);
        await call.ResponseStream.MoveNext(Token);
        await silent.Asked.WaitAsync(Token);
        call.Dispose();

        await silent.Aborted.WaitAsync(Limits.Promptly, Token);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CancelRun_UnderWay_EndsTheStreamWithTheErrorCancelled()
    {
        using var call = Chat.Chat(Native, cancellationToken: Token);
        var first = await FirstTokenAsync(call);

        await Runs.CancelRunAsync(new CancelRunRequest { RunId = first.RunId }, cancellationToken: Token);

        var rest = await call.ResponseStream.ReadAllAsync(Token).Select(r => r.Event).ToListAsync(Token);
        Assert.Equal("cancelled", rest[^1].Error.Code);
        Assert.All(rest.SkipLast(1), e => Assert.NotNull(e.Token));
        Assert.Equal(first.Sequence + (ulong)rest.Count, rest[^1].Sequence);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        await _upstream.Aborted.WaitAsync(Limits.Promptly, Token);
        await EndsAsCancelledAsync(first.RunId);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CancelRun_OverRest_StopsTheRun()
    {
        using var call = Chat.Chat(Native, cancellationToken: Token);
        var runId = (await FirstTokenAsync(call)).RunId;

        var answer = await _server.Rest.PostAsync($"/v1/runs/{runId}/cancel", new { });

        Assert.Equal(runId, answer.Json.GetProperty("run_id").GetString());
        await EndsAsCancelledAsync(runId);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task CancelRun_ThatHasEnded_LeavesItAsItIs()
    {
        using var call = Chat.Chat(new ChatRequest { Model = "scripted", Messages = { new Message { Role = Role.User, Text = "hello" } } }, cancellationToken: Token);
        var runId = (await call.ResponseStream.ReadAllAsync(Token).LastAsync(Token)).Event.RunId;

        var answer = await Runs.CancelRunAsync(new CancelRunRequest { RunId = runId }, cancellationToken: Token);

        Assert.Equal(RunStatus.Completed, answer.Run.Status);
        Assert.Equal("hello", answer.Run.Completion.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_OverGrpc_EndsTheCallAndTheUpstreamRequest()
    {
        using var call = Chat.Chat(Native, deadline: TimeProvider.System.GetUtcNow().UtcDateTime + TimeSpan.FromSeconds(1), cancellationToken: Token);
        var runId = (await FirstTokenAsync(call)).RunId;

        var ended = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.ReadAllAsync(Token).CountAsync(Token));

        Assert.Equal(StatusCode.DeadlineExceeded, ended.StatusCode);
        await _upstream.Aborted.WaitAsync(Limits.Promptly, Token);
        await EndsAsCancelledAsync(runId);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_OverConnect_EndsTheStreamWithItsError()
    {
        var request = WireCalls.Request(Method, "application/connect+proto", Native);
        request.Headers.Add("connect-timeout-ms", "500");

        var answer = await _server.Rest.SendAsync(request);

        var (messages, end) = answer.ReadStream<ChatResponse>("application/connect+proto");
        Assert.Contains("one", string.Concat(messages.Select(m => m.Event.Token?.Text)), StringComparison.Ordinal);
        Assert.Contains("\"code\":\"deadline_exceeded\"", end, StringComparison.Ordinal);
        await _upstream.Aborted.WaitAsync(Limits.Promptly, Token);
    }

    private static object Spoken(string path) => path == "/v1/chat" ? new { role = "user", text = "hello" } : new { role = "user", content = "hello" };

    private static async Task<ChatEvent> FirstTokenAsync(AsyncServerStreamingCall<ChatResponse> call)
    {
        while (await call.ResponseStream.MoveNext(Token))
        {
            if (call.ResponseStream.Current.Event.Token is not null) return call.ResponseStream.Current.Event;
        }

        throw new InvalidOperationException("The answer ended before its first token.");
    }

    private async Task EndsAsCancelledAsync(string runId)
    {
        var run = await Poll.UntilAsync(
            async () => (await Runs.GetRunAsync(new GetRunRequest { RunId = runId }, cancellationToken: Token)).Run, r => r.Status != RunStatus.InProgress);
        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal("cancelled", run.Error.Code);
        Assert.Null(run.Completion);
    }
}
