using Fastchat.Chat.Context;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;
using Fastchat.Tools;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Rounds;

public sealed class ToolLoopTests : IAsyncLifetime
{
    private readonly List<TestTurns> _turns = [];
    private TestRooms _rooms = null!;
    private RoundsModel _model = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _model = new RoundsModel();
    }

    public ValueTask DisposeAsync()
    {
        _turns.ForEach(t => t.Dispose());
        return _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Run_ServersTool_IsDoneAndItsAnswerGoesBack()
    {
        var tool = new FakeTool("t");
        _model.Round(Text("Let me look. "), Call(0, "c1", "t", """{"n": 1}""")).Round(Text("It is done."));

        var (events, answer) = await TakeAsync(Request(tool));

        Assert.Equal("Let me look. It is done.", answer.Text);
        Assert.Equal("stop", answer.FinishReason);
        Assert.Empty(answer.ToolCalls);
        var run = Assert.Single(answer.ToolRuns);
        Assert.Equal(("c1", "t", """{"n": 1}""", ToolOutcome.Ok, "done", 1, 13L, false), (run.CallId, run.Name, run.Arguments, run.Outcome, run.Output, run.Round, run.TextBefore, run.ByCaller));
        Assert.Equal([StatusKind.Thinking, StatusKind.ToolStart, StatusKind.ToolEnd, StatusKind.Thinking], Statuses(events));
        var second = _model.Asked[1].Parameters.Messages;
        Assert.Equal((ChatRole.Assistant, "Let me look. ", "c1"), (second[1].Role, second[1].Text, second[1].ToolCalls.Single().Id));
        Assert.Equal((ChatRole.Tool, "c1", "done"), (second[2].Role, second[2].ToolCallId, second[2].Text));
        Assert.Equal(["t"], _model.Asked[1].Parameters.Tools.Select(Name));
    }

    [Fact]
    public async Task Run_Rounds_CostTogether()
    {
        _model.Round(Call(0, "c1", "t", "{}")).Round(Call(0, "c2", "t", "{}")).Round(Text("Done."));

        var (events, answer) = await TakeAsync(Request(new FakeTool("t")));

        Assert.Equal((9, 6, 15), (answer.Usage.PromptTokens, answer.Usage.CompletionTokens, answer.Usage.TotalTokens));
        Assert.Equal(3, answer.Rounds);
        Assert.Single(events, e => e.Delta?.Usage is not null);
        Assert.Single(events, e => e.Delta?.FinishReason is not null);
    }

    [Fact]
    public async Task Run_CallsOfOneRound_AreDoneAtOnceAndNoMoreThanMayBe()
    {
        var (running, most) = (0, 0);
        var both = new TaskCompletionSource();
        var tool = new FakeTool("t", async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            if (running == 2) both.TrySetResult();
            await both.Task;
            Interlocked.Decrement(ref running);
            return ToolResult.Ok("done");
        });
        _model.Round(Call(0, "c1", "t", "{}"), Call(1, "c2", "t", "{}"), Call(2, "c3", "t", "{}")).Round(Text("Done."));

        var (_, answer) = await TakeAsync(Request(tool), new ToolLimits { CallsAtOnce = 2 });

        Assert.Equal(2, most);
        Assert.Equal(["c1", "c2", "c3"], answer.ToolRuns.Select(r => r.CallId));
        Assert.Equal(["c1", "c2", "c3"], _model.Asked[1].Parameters.Messages.Skip(2).Select(m => m.ToolCallId));
    }

    [Fact]
    public async Task Run_CallersToolInTheSameRound_EndsTheTurnAndLosesNothing()
    {
        _model.Round(Call(0, "c1", "t", "{}"), Call(1, "c2", "mine", "{\"a\":"), Piece(1, "1}"));

        var (events, answer) = await TakeAsync(Request(new FakeTool("t"), own: "mine"));

        Assert.Equal("tool_calls", answer.FinishReason);
        Assert.Equal(("c2", "mine", "{\"a\":1}"), Assert.Single(answer.ToolCalls) is var call ? (call.CallId, call.Name, call.Arguments) : default);
        Assert.Equal(("c1", "done"), Assert.Single(answer.ToolRuns) is var run ? (run.CallId, run.Output) : default);
        Assert.All(events.SelectMany(e => e.Delta?.ToolCalls ?? []), piece => Assert.Equal(0, piece.Index));
        Assert.Single(_model.Asked);
    }

    [Fact]
    public async Task Run_CallerIsThere_AnswersAllOfARoundAtOnceAndTheTurnGoesOn()
    {
        var answers = new FakeAnswers { Answer = call => $"{call.Name}({call.Arguments})" };
        _model.Round(Call(0, "c1", "mine", "1"), Call(1, "c2", "mine", "2")).Round(Call(0, "c3", "mine", "3")).Round(Text("Thanks."));

        var (events, answer) = await TakeAsync(Request(own: "mine") with { Answers = answers });

        Assert.Equal(("Thanks.", "stop"), (answer.Text, answer.FinishReason));
        Assert.Empty(answer.ToolCalls);
        Assert.Equal([("c1", "mine(1)", true), ("c2", "mine(2)", true), ("c3", "mine(3)", true)], answer.ToolRuns.Select(r => (r.CallId, r.Output, r.ByCaller)).Order());
        Assert.Equal([0, 1, 2], events.SelectMany(e => e.Delta?.ToolCalls ?? []).Select(p => p.Index));
        Assert.Equal("mine(3)", _model.Asked[2].Parameters.Messages[^1].Text);
    }

    [Theory]
    [InlineData(true, ToolOutcome.Ok, 1)]
    [InlineData(false, ToolOutcome.NotApproved, 0)]
    public async Task Run_ToolThatNeedsLeave_AsksForIt(bool allows, ToolOutcome outcome, int calls)
    {
        var tool = new FakeTool("t") { RequiresApproval = true };
        _model.Round(Call(0, "c1", "t", "{}")).Round(Text("Done."));

        var (events, answer) = await TakeAsync(Request(tool) with { Answers = new FakeAnswers { Approve = _ => allows } });

        Assert.Equal((outcome, calls), (answer.ToolRuns.Single().Outcome, tool.Calls.Count));
        Assert.Equal("c1", events.Single(e => e.Status == StatusKind.ToolApproval).Tool!.CallId);
    }

    [Fact]
    public async Task Run_CallerGivesNoLeave_IsToldToTheModelAndTheTurnGoesOn()
    {
        var tool = new FakeTool("t") { RequiresApproval = true };
        _model.Round(Call(0, "c1", "t", "{}")).Round(Text("Pity."));

        var (_, answer) = await TakeAsync(Request(tool) with { Answers = new FakeAnswers { Approve = _ => throw Unanswered } });

        Assert.Equal(("Pity.", "stop"), (answer.Text, answer.FinishReason));
        Assert.Equal(ToolOutcome.NotApproved, Assert.Single(answer.ToolRuns).Outcome);
        Assert.Empty(tool.Calls);
    }

    [Fact]
    public async Task Run_CallerGivesNoResult_EndsTheTurn()
    {
        _model.Round(Call(0, "c1", "mine", "1"));

        var ended = await Assert.ThrowsAsync<FastchatException>(() => TakeAsync(Request(own: "mine") with { Answers = new FakeAnswers { Answer = _ => throw Unanswered } }));

        Assert.Equal(ErrorReason.CallUnanswered, ended.Reason);
    }

    [Fact]
    public async Task Run_ToolThatNeedsLeaveAndNobodyToAsk_IsRefusedToTheModel()
    {
        var tool = new FakeTool("t") { RequiresApproval = true };
        _model.Round(Call(0, "c1", "t", "{}")).Round(Text("Pity."));

        var (_, answer) = await TakeAsync(Request(tool));

        Assert.Empty(tool.Calls);
        Assert.Equal(ToolOutcome.NotApproved, answer.ToolRuns.Single().Outcome);
        Assert.Contains("\"not_approved\"", _model.Asked[1].Parameters.Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ToolNobodyOffered_IsRefusedToTheModel()
    {
        _model.Round(Call(0, "c1", "invented", "{}")).Round(Text("Sorry."));

        var (_, answer) = await TakeAsync(Request(new FakeTool("t"), own: "mine"));

        Assert.Equal(ToolOutcome.UnknownTool, answer.ToolRuns.Single().Outcome);
        Assert.Empty(answer.ToolCalls);
        Assert.Equal("Sorry.", answer.Text);
    }

    [Fact]
    public async Task Run_RoundsReached_AsksOnceMoreWithoutCalls()
    {
        _model.Round(Call(0, "c1", "t", "{}")).Round(Call(0, "c2", "t", "{}")).Round(Text("Enough."));

        var (events, answer) = await TakeAsync(Request(new FakeTool("t")), new ToolLimits { Rounds = 2 });

        Assert.Equal("Enough.", answer.Text);
        Assert.Equal("rounds: 2", events.Single(e => e.Status == StatusKind.ToolLimit).Message);
        Assert.Null(_model.Asked[1].Parameters.ToolChoice);
        Assert.Equal("none", _model.Asked[2].Parameters.ToolChoice.StringValue);
    }

    [Fact]
    public async Task Run_ModelGoesOnCallingBehindTheLimit_IsATypedEnd()
    {
        var tool = new FakeTool("t");
        for (var i = 0; i < 5; i++) _model.Round(Call(0, $"c{i}", "t", "{}"));

        var refusal = await Assert.ThrowsAsync<FastchatException>(() => TakeAsync(Request(tool), new ToolLimits { Rounds = 2 }));

        Assert.Equal(ErrorReason.ToolLimitReached, refusal.Reason);
        Assert.Equal((3, 2), (_model.Asked.Count, tool.Calls.Count));
    }

    [Theory]
    [InlineData(32, 2)]
    [InlineData(2, null)]
    public async Task Run_CallsReached_RefusesFurtherOnesToTheModel(int limit, int? requested)
    {
        var tool = new FakeTool("t");
        _model.Round(Call(0, "c1", "t", "{}"), Call(1, "c2", "t", "{}"), Call(2, "c3", "t", "{}")).Round(Text("Enough."));

        var (events, answer) = await TakeAsync(Request(tool) with { MaxToolCalls = requested }, new ToolLimits { Calls = limit });

        Assert.Equal([ToolOutcome.Ok, ToolOutcome.Ok, ToolOutcome.LimitReached], answer.ToolRuns.Select(r => r.Outcome));
        Assert.Equal(2, tool.Calls.Count);
        Assert.Equal("calls: 2", events.Single(e => e.Status == StatusKind.ToolLimit).Message);
        Assert.Equal("none", _model.Asked[1].Parameters.ToolChoice.StringValue);
    }

    [Fact]
    public async Task Run_TimeOver_GivesCallsUpAndEndsTyped()
    {
        var tool = new FakeTool("t", async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return ToolResult.Ok("never");
        });
        _model.Round(Call(0, "c1", "t", "{}"));
        var events = new List<TurnEvent>();

        var refusal = await Assert.ThrowsAsync<FastchatException>(async () =>
        {
            await foreach (var next in Turn(new ToolLimits { Time = TimeSpan.FromSeconds(60) }).RunAsync(Request(tool), Ct))
            {
                events.Add(next);
                if (next.Status == StatusKind.ToolStart) _rooms.Clock.Advance(TimeSpan.FromSeconds(61));
            }
        });

        Assert.Equal(ErrorReason.ToolLimitReached, refusal.Reason);
        Assert.Contains("time: 60 s", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ToolOutcome.Timeout, events.Single(e => e.Status == StatusKind.ToolEnd).Tool!.Run.Outcome);
    }

    [Fact]
    public async Task Run_TokensReached_EndsTypedBeforeAnotherRound()
    {
        _model.Round(Call(0, "c1", "t", "{}")).Round(Text("never"));

        var refusal = await Assert.ThrowsAsync<FastchatException>(() => TakeAsync(Request(new FakeTool("t")), new ToolLimits { Tokens = 5 }));

        Assert.Equal(ErrorReason.ToolLimitReached, refusal.Reason);
        Assert.Contains("tokens: 5", refusal.Message, StringComparison.Ordinal);
        Assert.Single(_model.Asked);
    }

    [Fact]
    public async Task Run_ToolMustBeCalled_HoldsForTheFirstRoundOnly()
    {
        var request = Request(new FakeTool("t"));
        request.Parameters.ToolChoice = Value.ForString("required");
        _model.Round(Call(0, "c1", "t", "{}")).Round(Text("Done."));

        await TakeAsync(request);

        Assert.Equal("required", _model.Asked[0].Parameters.ToolChoice.StringValue);
        Assert.Null(_model.Asked[1].Parameters.ToolChoice);
    }

    [Fact]
    public async Task Run_CutOffInACall_DoesNotDoHalfACall()
    {
        var tool = new FakeTool("t");
        _model.Round("length", Call(0, "c1", "t", "{\"n\": "));

        var (_, answer) = await TakeAsync(Request(tool));

        Assert.Equal("length", answer.FinishReason);
        Assert.Empty(tool.Calls);
    }

    [Fact]
    public async Task Run_Progress_IsToldBetweenStartAndEnd()
    {
        var tool = new FakeTool("t", (call, _) =>
        {
            call.Progress(new ToolProgress("half way", 0.5));
            return ValueTask.FromResult(ToolResult.Ok("done"));
        });
        _model.Round(Call(0, "c1", "t", "{}")).Round(Text("Done."));

        var (events, _) = await TakeAsync(Request(tool));

        Assert.Equal([StatusKind.Thinking, StatusKind.ToolStart, StatusKind.ToolProgress, StatusKind.ToolEnd, StatusKind.Thinking], Statuses(events));
        Assert.Equal(("half way", 0.5), events.Single(e => e.Status == StatusKind.ToolProgress) is var e ? (e.Message, e.Tool!.Progress) : default);
    }

    [Fact]
    public async Task Run_GivenUpInACall_EndsTheTool()
    {
        var ended = new TaskCompletionSource();
        var tool = new FakeTool("t", async (_, token) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                ended.SetResult();
            }

            return ToolResult.Ok("never");
        });
        _model.Round(Call(0, "c1", "t", "{}"));

        await foreach (var next in Turn().RunAsync(Request(tool), Ct))
        {
            if (next.Status == StatusKind.ToolStart) break;
        }

        Assert.True(ended.Task.IsCompleted);
    }

    [Fact]
    public async Task Run_PersonalData_IsMaskedInWhatToolsGive()
    {
        await _rooms.Tenants.ConfigureAsync(
            _rooms.Tenant.Value,
            new TenantConfig { Privacy = new PrivacySettings { Input = new PrivacyActions { Email = PrivacyAction.Mask } } }, Ct);
        _model.Round(Call(0, "c1", "t", "{}")).Round(Text("Done."));

        var (_, answer) = await TakeAsync(Request(new FakeTool("t", (_, _) => ValueTask.FromResult(ToolResult.Ok("Write to ann@example.com.")))));

        Assert.DoesNotContain("ann@", _model.Asked[1].Parameters.Messages[^1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ann@", answer.ToolRuns.Single().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TurnsOfBefore_AreToldToTheModelInFull()
    {
        var request = Request(new FakeTool("t"));
        request.Parameters.Messages.Insert(0, new ChatMessage
        {
            Role = ChatRole.Assistant,
            Text = "It is noon.",
            ServerToolCalls = { new ServerToolCall { Id = "c0", Name = "t", Arguments = "{}", Outcome = "ok", Output = "12:00" } },
        });
        _model.Round(Text("Done."));

        await TakeAsync(request);

        Assert.Equal(
            [(ChatRole.Assistant, "c0", ""), (ChatRole.Tool, "c0", "12:00"), (ChatRole.Assistant, "", "It is noon."), (ChatRole.User, "", "?")],
            _model.Asked[0].Parameters.Messages.Select(m => (m.Role, m.ToolCalls.FirstOrDefault()?.Id ?? m.ToolCallId, m.Text)));
    }

    private static FastchatException Unanswered => new(ErrorReason.CallUnanswered, "Nobody has answered.");

    private static ModelDelta Text(string text) => new() { Text = text };

    private static ModelDelta Call(int index, string id, string name, string arguments) =>
        new() { ToolCalls = [new ToolCall { Index = index, Id = id, Type = "function", Function = new FunctionCall { Name = name, Arguments = arguments } }] };

    private static ModelDelta Piece(int index, string arguments) => new() { ToolCalls = [new ToolCall { Index = index, Function = new FunctionCall { Arguments = arguments } }] };

    private static string? Name(ChatTool tool) => OpenJson.Text(tool.Function.Function, "name");

    private static IEnumerable<StatusKind> Statuses(IEnumerable<TurnEvent> events) => events.Select(e => e.Status).Where(s => s != StatusKind.Unspecified);

    private ChatTurn Turn(ToolLimits? limits = null)
    {
        var turns = new TestTurns(_rooms, new Gateway(new ModelRegistry([new FakeModelProvider(_model, "fake")]), TestRouter.Create()), limits);
        _turns.Add(turns);
        return turns.Turn;
    }

    private TurnRequest Request(FakeTool? tool = null, string? own = null)
    {
        var parameters = new ChatCompletionParams { Model = "fake", Messages = { new ChatMessage { Role = ChatRole.User, Text = "?" } } };
        foreach (var name in new[] { tool?.Name, own }.OfType<string>())
            parameters.Tools.Add(new ChatTool { Function = new FunctionTool { Function = new Struct { Fields = { ["name"] = Value.ForString(name) } } } });
        return new TurnRequest { Tenant = _rooms.Tenant, Parameters = parameters, ServerTools = tool is null ? [] : new ToolRegistry([tool]).All };
    }

    private async Task<(List<TurnEvent> Events, Completion Answer)> TakeAsync(TurnRequest request, ToolLimits? limits = null)
    {
        var events = await Turn(limits).RunAsync(request, Ct).ToListAsync(Ct);
        var answer = new AnswerBuilder("fake");
        foreach (var next in events)
        {
            answer.Add(next);
            if (next.Delta is { ToolCalls: not null } delta) _ = answer.AddCalls(delta).ToList();
        }

        return (events, answer.Build());
    }
}
