using Fastchat.Contracts.Chat.V1;
using Grpc.Core;

namespace Fastchat.Server;

public sealed class StreamingChatTests(LighthouseServer lighthouse) : IClassFixture<LighthouseServer>
{
    private const string Method = "/fastchat.chat.v1.ChatService/Chat";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_Events_AreNumberedFromOneWithoutGaps()
    {
        var events = await AskAsync(lighthouse.Native);

        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (ulong)n), events.Select(e => e.Sequence));
        Assert.Equal(events.Count, events.Select(e => e.EventId).Distinct().Count());
        Assert.Single(events.Select(e => (e.RunId, e.TraceId)).Distinct());
        Assert.Equal(events.Select(e => e.Timestamp), events.Select(e => e.Timestamp).Order());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_Answered_EndsWithTheOnlyTerminalEvent()
    {
        var events = await AskAsync(lighthouse.Native);

        Assert.Equal(ChatEvent.PayloadOneofCase.Complete, Assert.Single(events, IsTerminal).PayloadCase);
        Assert.True(IsTerminal(events[^1]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_ModelBreaksOff_EndsWithTheOnlyTerminalEvent()
    {
        var events = await AskAsync(new ChatRequest
        {
            Model = "scripted",
            Messages = { new Message { Role = Role.User, Text = """{"text": "one two three", "fail_after": 2}""" } },
        });

        var error = Assert.Single(events, IsTerminal).Error;
        Assert.Equal(("upstream_stream_broken", 2L, 7L), (error.Code, error.DeliveredDeltas, error.DeliveredCharacters));
        Assert.True(IsTerminal(events[^1]));
        Assert.Equal("one two", string.Concat(events.Where(e => e.Token is not null).Select(e => e.Token.Text)));
        Assert.Equal(RunStatus.Failed, (await GetRunAsync(events[0].RunId)).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_Pieces_MakeTheWhole()
    {
        var events = await AskAsync(lighthouse.Native);

        var whole = events[^1].Complete;
        Assert.Contains("54 metres", whole.Text, StringComparison.Ordinal);
        Assert.Equal(whole.Text, string.Concat(events.Where(e => e.Token is not null).Select(e => e.Token.Text)));
        Assert.NotEmpty(whole.Citations);
        Assert.Equal(whole.Citations, events.Where(e => e.Citation is not null).Select(e => e.Citation.Citation));
        Assert.Equal(whole.Usage, Assert.Single(events, e => e.Usage is { IsFinal: true }).Usage.Usage);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_CitationEvent_FollowsTheTextWithItsMarker()
    {
        var events = await AskAsync(lighthouse.Native);

        var text = "";
        foreach (var next in events)
        {
            if (next.Token is not null) text += next.Token.Text;
            if (next.Citation is not null) Assert.Equal($"[{next.Citation.Citation.Marker}]", text[next.Citation.Citation.Index..]);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task GetRun_AfterTheStream_HoldsWhatWasStreamed()
    {
        var events = await AskAsync(lighthouse.Native);

        var run = await GetRunAsync(events[0].RunId);

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(events[^1].Complete, run.Completion);
        Assert.Null(run.Error);
        Assert.True(run.EndTime >= run.CreateTime);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/connect+proto", "{}")]
    [InlineData("application/connect+json", "{}")]
    [InlineData("application/grpc-web+proto", "grpc-status: 0")]
    [InlineData("application/grpc-web-text+proto", "grpc-status: 0")]
    public async Task Chat_OtherProtocol_GivesTheAnswerOfGrpc(string contentType, string end)
    {
        var expected = (await AskAsync(lighthouse.Native))[^1].Complete;

        var answer = await lighthouse.Server.Rest.CallAsync(Method, contentType, lighthouse.Native);

        var (messages, last) = answer.ReadStream<ChatResponse>(contentType);
        Assert.Equal(expected, messages[^1].Event.Complete);
        Assert.Equal(Enumerable.Range(1, messages.Count).Select(n => (ulong)n), messages.Select(m => m.Event.Sequence));
        Assert.StartsWith(end, last.Replace("grpc-status:0", "grpc-status: 0", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_OverRest_GivesTheAnswerOfGrpcAsNamedEvents()
    {
        var expected = (await AskAsync(lighthouse.Native))[^1].Complete;

        var events = await lighthouse.Server.Rest.StreamAsync("/v1/chat", new
        {
            messages = new[] { new { role = "user", text = LighthouseServer.Question } },
            tools = new[] { new { type = "file_search", vector_store_ids = new[] { lighthouse.Store } } },
        }).ToListAsync(Token);

        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => $"{n}"), events.Select(e => e.Id));
        Assert.All(events, e => Assert.Equal(e.Name, e.Json.GetProperty("event_type").GetString()));
        Assert.Equal("complete", events[^1].Name);
        var payload = events[^1].Json.GetProperty("payload");
        Assert.Equal(expected.Text, payload.GetProperty("text").GetString());
        Assert.Equal(expected.Citations.Select(c => c.Quote), payload.GetProperty("citations").EnumerateArray().Select(c => c.GetProperty("quote").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Completions_Streamed_EndWithDoneAndGiveTheSameAnswer()
    {
        var expected = (await AskAsync(lighthouse.Native))[^1].Complete;

        var events = await lighthouse.Server.Rest.StreamAsync("/v1/chat/completions", lighthouse.OpenAI(stream: true)).ToListAsync(Token);

        Assert.Equal("[DONE]", events[^1].Data);
        Assert.Single(events, e => e.Data == "[DONE]");
        Assert.All(events, e => Assert.True(e is { Name: null, Id: null }));
        var choices = events.SkipLast(1).Select(e => e.Json.GetProperty("choices")[0]).ToList();
        Assert.Equal("assistant", choices[0].GetProperty("delta").GetProperty("role").GetString());
        Assert.Equal(expected.Text, string.Concat(choices.Select(c => c.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : "")));
        Assert.Equal("stop", choices[^1].GetProperty("finish_reason").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Completions_Whole_GiveTheSameAnswer()
    {
        var expected = (await AskAsync(lighthouse.Native))[^1].Complete;

        var answer = await lighthouse.Server.Rest.PostAsync("/v1/chat/completions", lighthouse.OpenAI(stream: false));

        Assert.Equal(expected.Text, answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("unknown-model", "user", "hello", "model_not_found", "model")]
    [InlineData("scripted", "assistant", "hello", "invalid_value", "messages[0].role")]
    [InlineData("scripted", "wizard", "hello", "invalid_value", "messages[0].role")]
    public async Task Chat_RequestThatCannotBeServed_IsRefusedByNameOfTheField(string model, string role, string text, string code, string param)
    {
        var answer = await lighthouse.Server.Rest.PostAsync("/v1/chat", new { model, messages = new[] { new { role, text } } });

        Assert.InRange((int)answer.Status, 400, 499);
        Assert.Equal(code, answer.Error.GetProperty("code").GetString());
        Assert.Equal(param, answer.Error.GetProperty("param").GetString());
    }

    private static bool IsTerminal(ChatEvent next) => next.PayloadCase is ChatEvent.PayloadOneofCase.Complete or ChatEvent.PayloadOneofCase.Error;

    private async Task<IReadOnlyList<ChatEvent>> AskAsync(ChatRequest request)
    {
        using var call = new ChatService.ChatServiceClient(lighthouse.Server.Grpc).Chat(request, cancellationToken: Token);
        return await call.ResponseStream.ReadAllAsync(Token).Select(r => r.Event).ToListAsync(Token);
    }

    private async Task<Run> GetRunAsync(string runId) =>
        (await new RunService.RunServiceClient(lighthouse.Server.Grpc).GetRunAsync(new GetRunRequest { RunId = runId }, cancellationToken: Token)).Run;
}
