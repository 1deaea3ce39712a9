using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Type.V1;
using Grpc.Core;

namespace Fastchat.Client.Tests;

public sealed class ChatClientTests
{
    private static readonly Citation Passage = new() { Marker = 1, Filename = "a.pdf", Page = 3, Quote = "so it is" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_Events_ArriveInOrder()
    {
        await using var server = await FakeServer.StartAsync();
        server.Chat.Answer = AnswerAsync;

        var events = new List<ChatEvent>();
        await foreach (var e in server.Client.Chat.StreamAsync(new ChatQuestion("Why?"), Token)) events.Add(e);

        Assert.Equal([1ul, 2, 3, 4], events.Select(e => e.Sequence));
        Assert.Equal("So [1].", string.Concat(events.Select(e => e.Token?.Text)));
        Assert.Equal(Passage, events[2].Citation.Citation);
        Assert.NotNull(events[3].Complete);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_Question_IsSentAsAsked()
    {
        await using var server = await FakeServer.StartAsync();
        var seen = new TaskCompletionSource<ChatRequest>();
        server.Chat.Answer = (request, responses, context) =>
        {
            seen.SetResult(request);
            return AnswerAsync(request, responses, context);
        };

        await server.Client.Chat.AskAsync(
            new ChatQuestion("Why?") { Model = "m", VectorStoreIds = ["vs_1"], MaxNumResults = 3, ScoreThreshold = 0.25, Temperature = 0, MaxTokens = 9 }, Token);

        var expected = new ChatRequest
        {
            Messages = { new Message { Role = Role.User, Text = "Why?" } },
            Model = "m",
            Tools = { new Tool { FileSearch = new FileSearch { VectorStoreIds = { "vs_1" }, MaxNumResults = 3, ScoreThreshold = 0.25 } } },
            Temperature = 0,
            MaxTokens = 9,
        };
        Assert.Equal(expected, await seen.Task);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_QuestionAlone_LeavesTheRestToTheTenant()
    {
        await using var server = await FakeServer.StartAsync();
        var seen = new TaskCompletionSource<ChatRequest>();
        server.Chat.Answer = (request, responses, context) =>
        {
            seen.SetResult(request);
            return AnswerAsync(request, responses, context);
        };

        await server.Client.Chat.AskAsync(new ChatQuestion("Why?"), Token);

        Assert.Equal(new ChatRequest { Messages = { new Message { Role = Role.User, Text = "Why?" } } }, await seen.Task);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Ask_Answered_GivesTextCitationsAndUsage()
    {
        await using var server = await FakeServer.StartAsync();
        server.Chat.Answer = AnswerAsync;

        var answer = await server.Client.Chat.AskAsync(new ChatQuestion("Why?"), Token);

        Assert.Equal("So [1].", answer.Text);
        Assert.Equal([Passage], answer.Citations);
        Assert.Equal(7, answer.Usage.TotalTokens);
        Assert.Equal(("stop", "m", "run_1"), (answer.FinishReason, answer.Model, answer.RunId));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_ErrorEvent_ThrowsInItsPlace()
    {
        await using var server = await FakeServer.StartAsync();
        server.Chat.Answer = async (_, responses, _) =>
        {
            await responses.WriteAsync(Event(1, e => e.Token = new TokenDelta { Text = "So" }));
            await responses.WriteAsync(Event(2, e => e.Error = new ErrorEvent { Code = "upstream_stream_broken", Message = "The model stopped.", Retryable = true }));
        };

        var seen = new List<string>();
        var failure = await Assert.ThrowsAsync<UnavailableException>(async () =>
        {
            await foreach (var e in server.Client.Chat.StreamAsync(new ChatQuestion("Why?"), Token)) seen.Add(e.Token.Text);
        });

        Assert.Equal(["So"], seen);
        Assert.Equal(("UPSTREAM_STREAM_BROKEN", "The model stopped.", true), (failure.Reason, failure.Message, failure.Retryable));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_EndsWithoutItsLastEvent_Throws()
    {
        await using var server = await FakeServer.StartAsync();
        server.Chat.Answer = (_, responses, _) => responses.WriteAsync(Event(1, e => e.Token = new TokenDelta { Text = "So" }));

        await Assert.ThrowsAsync<UnavailableException>(() => server.Client.Chat.AskAsync(new ChatQuestion("Why?"), Token));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_LoopLeftEarly_CancelsTheCallAtTheServer()
    {
        await using var server = await FakeServer.StartAsync();
        var cancelled = new TaskCompletionSource();
        server.Chat.Answer = (_, responses, context) => SendOneThenHangAsync(responses, context, cancelled);

        await foreach (var _ in server.Client.Chat.StreamAsync(new ChatQuestion("Why?"), Token)) break;

        await cancelled.Task;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_TokenFires_ThrowsCancellationAndCancelsTheCallAtTheServer()
    {
        await using var server = await FakeServer.StartAsync();
        var cancelled = new TaskCompletionSource();
        server.Chat.Answer = (_, responses, context) => SendOneThenHangAsync(responses, context, cancelled);
        using var source = new CancellationTokenSource();

        var failure = await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in server.Client.Chat.StreamAsync(new ChatQuestion("Why?"), source.Token)) await source.CancelAsync();
        });

        Assert.Equal(source.Token, failure.CancellationToken);
        await cancelled.Task;
    }

    private static async Task SendOneThenHangAsync(IServerStreamWriter<ChatResponse> responses, ServerCallContext context, TaskCompletionSource cancelled)
    {
        context.CancellationToken.Register(() => cancelled.TrySetResult());
        await responses.WriteAsync(Event(1, e => e.Token = new TokenDelta { Text = "So" }));
        await cancelled.Task;
    }

    private static async Task AnswerAsync(ChatRequest request, IServerStreamWriter<ChatResponse> responses, ServerCallContext context)
    {
        var completion = new Completion { Text = "So [1].", Citations = { Passage }, FinishReason = "stop", Model = "m", Usage = new TokenUsage { TotalTokens = 7 } };
        await responses.WriteAsync(Event(1, e => e.Token = new TokenDelta { Text = "So " }));
        await responses.WriteAsync(Event(2, e => e.Token = new TokenDelta { Text = "[1]." }));
        await responses.WriteAsync(Event(3, e => e.Citation = new CitationEvent { Citation = Passage }));
        await responses.WriteAsync(Event(4, e => e.Complete = completion));
    }

    private static ChatResponse Event(ulong sequence, Action<ChatEvent> fill)
    {
        var chatEvent = new ChatEvent { Sequence = sequence, RunId = "run_1" };
        fill(chatEvent);
        return new ChatResponse { Event = chatEvent };
    }
}
