using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Routing;
using Fastchat.Testing;

namespace Fastchat.Chat.Completions;

public sealed class StatusStreamTests
{
    private static readonly ModelDelta Costs = new() { Usage = new CompletionUsage { PromptTokens = 30, CompletionTokens = 3, TotalTokens = 33 } };

    [Fact]
    public void Of_TurnWithASearch_TellsWhereItBeginsAndEnds()
    {
        var stream = New();

        Assert.Equal(
            ["tool_start file_search", "tool_complete file_search", "thinking "],
            Play(stream, new TurnEvent(StatusKind.Searching), new TurnEvent(StatusKind.Thinking), Says("a")).Select(s => $"{s.Type} {s.Tool}"));
    }

    [Fact]
    public void Of_SearchThatFoundNothing_EndsBeforeTheAnswer() =>
        Assert.Equal(["tool_start", "tool_complete"], Play(New(), new TurnEvent(StatusKind.Searching), Says("Nothing found.")).Select(s => s.Type));

    [Fact]
    public void Of_SwitchDropsAndPersonalData_AreToldAsOnNativeStreams()
    {
        var (from, to) = (new ModelOrigin("a", "p", "a"), new ModelOrigin("b", "p", "b"));

        var told = Play(
            New(), new TurnEvent(StatusKind.PersonalData, Message: "question: 1 email"), new TurnEvent(StatusKind.ParamsDropped, Message: "seed"),
            new TurnEvent(Delta: new ModelDelta { Origin = to, Switch = new Fastchat.ModelGateway.Routing.ModelSwitch(from, to, Discards: true) }));

        Assert.Equal([("personal_data", "question: 1 email"), ("params_dropped", "seed"), ("model_switched", "b answers anew.")], told.Select(s => (s.Type, s.Message)));
    }

    [Fact]
    public void Of_ServersTool_IsToldFromStartToEnd()
    {
        var step = new ToolStep { CallId = "c", Name = "clock" };
        var ended = new ToolStep { CallId = "c", Name = "clock", Run = new ToolRun { CallId = "c", Name = "clock", Outcome = ToolOutcome.Timeout, Error = "Late." } };

        Assert.Equal(
            [("tool_start", "The tool is called.", "clock"), ("tool_progress", "half way", "clock"), ("tool_complete", "Late.", "clock"), ("tool_limit", "rounds: 8", "")],
            Play(
                New(), new TurnEvent(StatusKind.ToolStart, Tool: step), new TurnEvent(StatusKind.ToolProgress, Message: "half way", Tool: step), new TurnEvent(StatusKind.ToolEnd, Tool: ended),
                new TurnEvent(StatusKind.ToolLimit, Message: "rounds: 8")).Select(s => (s.Type, s.Message, s.Tool)));
    }

    [Theory]
    [InlineData(200, 16.5)]
    [InlineData(99, 33.33)]
    public void Usage_WindowKnown_SaysHowMuchOfItIsUsed(int window, double percent)
    {
        var stream = New(window);
        Play(stream, new TurnEvent(Delta: Costs));

        Assert.Equal(
            new StreamUsage { PromptTokens = 30, CompletionTokens = 3, TotalTokens = 33, ContextWindowLimit = window, ContextUtilizationPct = percent, IsFinal = true }, stream.Usage().Usage);
    }

    [Fact]
    public void Usage_WindowUnknown_SaysSo()
    {
        var usage = New().Usage().Usage;

        Assert.Equal((false, false), (usage.HasContextWindowLimit, usage.HasContextUtilizationPct));
    }

    [Fact]
    public void Of_CanonicalEnvelope_NumbersItsEventsInOneTrace()
    {
        var stream = new StatusStream(EventEnvelope.Canonical, null, new FakeClock());

        var events = stream.Of(new TurnEvent(StatusKind.Thinking)).Append(stream.Usage()).Select(r => r.FcEvent).ToList();

        Assert.Equal([StreamEnvelope.PayloadOneofCase.Status, StreamEnvelope.PayloadOneofCase.Usage], events.Select(e => e.PayloadCase));
        Assert.All(events, e => Assert.Equal(("fastchat.stream.v1", events[0].TraceId, ""), (e.Schema, e.TraceId, e.ThreadId)));
        Assert.NotEqual(events[0].EventId, events[1].EventId);
    }

    [Fact]
    public async Task TellFailure_AfterTheFirstPiece_TellsAndFails()
    {
        var failure = new FastchatException(ErrorReason.UpstreamStreamBroken, "It broke.");
        var told = new List<StreamChatCompletionResponse>();

        var thrown = await Assert.ThrowsAsync<FastchatException>(async () =>
        {
            await foreach (var response in New().TellFailureAsync(Failing(failure, pieces: 1), TestContext.Current.CancellationToken)) told.Add(response);
        });

        Assert.Same(failure, thrown);
        Assert.Equal(("error", "It broke."), (told[1].Status.Type, told[1].Status.Message));
        Assert.Equal(2, told.Count);
    }

    [Fact]
    public async Task TellFailure_BeforeTheFirstPiece_LeavesItToTheStatus()
    {
        var failure = new FastchatException(ErrorReason.ModelNotFound, "No such model.");

        await using var told = New().TellFailureAsync(Failing(failure, pieces: 0), TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.Same(failure, await Assert.ThrowsAsync<FastchatException>(async () => await told.MoveNextAsync()));
    }

    private static StatusStream New(int? window = null) => new(EventEnvelope.Unspecified, window, new FakeClock());

    private static TurnEvent Says(string text) => new(Delta: new ModelDelta { Text = text });

    private static List<StreamStatus> Play(StatusStream stream, params TurnEvent[] events) => [.. events.SelectMany(stream.Of).Select(r => r.Status)];

    private static async IAsyncEnumerable<StreamChatCompletionResponse> Failing(FastchatException failure, int pieces)
    {
        for (var i = 0; i < pieces; i++) yield return new StreamChatCompletionResponse { Chunk = new ChatCompletionChunk() };
        await Task.Yield();
        throw failure;
    }
}
