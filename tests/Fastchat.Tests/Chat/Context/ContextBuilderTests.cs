using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;
using Passage = Fastchat.Contracts.Retrieval.V1.Passage;

namespace Fastchat.Chat.Context;

public sealed class ContextBuilderTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private FakeChatModel _model = null!;
    private TestTurns _turns = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _model = new FakeChatModel(_rooms.Clock);
        _turns = new TestTurns(_rooms, new Gateway(new ModelRegistry([new FakeModelProvider(_model, "fake", "helper")]), TestRouter.Create()));
        await SetAsync(new TenantConfig { Models = new ModelAccess { MaxContext = 1000 }, LlmSettings = new ModelSettings { MaxTokens = 200 } });
    }

    public ValueTask DisposeAsync()
    {
        _turns.Dispose();
        return _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Run_ShortConversation_IsGivenWholeAndNothingIsSaidOfIt()
    {
        _model.Stop();

        var events = await TakeAsync(Request(4));

        Assert.DoesNotContain(events, e => e.Context is not null);
        Assert.Equal(5, _model.Requests.Single().Parameters.Messages.Count);
    }

    [Fact]
    public async Task Run_LongConversation_IsTrimmedAndTold()
    {
        await SetAsync(new TenantConfig { Prompts = new PromptSettings { SystemPrompt = "Be kind." }, Context = new ContextSettings { Summarize = false } });
        _model.Stop();
        var request = Request(200);

        await Turn.CheckAsync(request, Ct);
        var events = await TakeAsync(request);

        var (asked, told) = (_model.Requests.Single().Parameters, events.Single(e => e.Status == StatusKind.ContextTrimmed));
        Assert.Equal(201, told.Context!.MessagesKept + told.Context.MessagesDropped);
        Assert.Equal(asked.Messages.Count - 1, told.Context.MessagesKept);
        Assert.Equal(("Be kind.", "Message 200 says some words of no importance at all."), (asked.Messages[0].Text, asked.Messages[^1].Text));
        Assert.Equal(ModelGateway.Tokens.TokenCounter.For("fake").Count(asked), told.Context.PromptTokens);
        Assert.Equal(800, told.Context.RoomTokens);
        Assert.InRange(told.Context.PromptTokens, 300, 720);
        Assert.Contains("of 201 messages", told.Message, StringComparison.Ordinal);
        Assert.Equal(200, asked.MaxTokens);
    }

    [Fact]
    public async Task Run_LongConversationThatMayNotBeTrimmed_IsRefused()
    {
        Assert.Equal(ErrorReason.ContextLengthExceeded, (await Assert.ThrowsAsync<FastchatException>(() => TakeAsync(Request(200) with { Trims = null }))).Reason);
        Assert.Equal(ErrorReason.ContextLengthExceeded, (await Assert.ThrowsAsync<FastchatException>(() => Turn.CheckAsync(Request(200) with { Trims = false }, Ct))).Reason);
        Assert.Empty(_model.Requests);
    }

    [Fact]
    public async Task Run_TenantTrimsForThoseWhoCannotSay_IsTrimmed()
    {
        await SetAsync(new TenantConfig { Context = new ContextSettings { TrimCompletions = true } });
        _model.Stop();

        Assert.Contains(await TakeAsync(Request(200) with { Trims = null }), e => e.Context is not null);
        Assert.Equal(ErrorReason.ContextLengthExceeded, (await Assert.ThrowsAsync<FastchatException>(() => TakeAsync(Request(200) with { Trims = false }))).Reason);
    }

    [Fact]
    public async Task RunAndCheck_LastQuestionAloneIsTooLong_IsRefusedBeforeAModelIsAsked()
    {
        var request = Request(2);
        request.Parameters.Messages[^1].Text = string.Join(' ', Enumerable.Repeat("long", 2000));

        foreach (var refused in new Func<Task>[] { () => Turn.CheckAsync(request, Ct), () => TakeAsync(request) })
            Assert.Equal((ErrorReason.ContextLengthExceeded, "messages"), await Assert.ThrowsAsync<FastchatException>(refused) is var e ? (e.Reason, e.Param) : default);
        Assert.Empty(_model.Requests);
    }

    [Fact]
    public async Task Run_AnswerAsLongAsTheWindow_StillReadsTheQuestion()
    {
        await SetAsync(new TenantConfig { Context = new ContextSettings { Summarize = false } });
        _model.Stop();
        var request = Request(200);
        request.Parameters.MaxTokens = 1000;

        var events = await TakeAsync(request);

        Assert.Equal(500, events.Single(e => e.Context is not null).Context!.RoomTokens);
        Assert.InRange(_model.Requests.Single().Parameters.MaxTokens, 500, 800);
    }

    [Fact]
    public async Task Run_LeftOutOnce_IsSummarisedForTheNextTurnAndTheSummaryGrows()
    {
        _model.Say("They spoke of unimportant words [1].").Stop();
        var request = Request(200);

        var first = Report(await TakeAsync(request));
        await SettleAsync();
        var second = Report(await TakeAsync(request));

        Assert.Equal((0, first.MessagesDropped), (first.MessagesSummarized, second.MessagesSummarized));
        var told = _model.Requests.Last().Parameters.Messages[0];
        Assert.Equal(ChatRole.System, told.Role);
        Assert.Contains("\"\"\"\nThey spoke of unimportant words.\n\"\"\"", told.Text, StringComparison.Ordinal);
        Assert.InRange(second.PromptTokens, first.PromptTokens + 1, 800);

        // The conversation goes on for many turns: what was summarised is not read again, only what has come since.
        var longer = Request(230);
        Assert.Equal(second.MessagesSummarized, Report(await TakeAsync(longer)).MessagesSummarized);
        await SettleAsync();
        var asked = _model.Requests.Last(r => r.Parameters.Messages[0].Text.StartsWith("Summarise", StringComparison.Ordinal)).Parameters.Messages[1].Text;
        Assert.StartsWith("Summary of what went before: They spoke of unimportant words.", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("Message 0 ", asked, StringComparison.Ordinal);
        Assert.Equal(Report(await TakeAsync(longer)).MessagesDropped, Report(await TakeAsync(longer)).MessagesSummarized);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Run_NothingMayBeKeptOrTenantWantsNone_NothingIsSummarised(bool keepsNothing, bool summarizes)
    {
        await SetAsync(new TenantConfig { Context = new ContextSettings { Summarize = summarizes } });
        _model.Stop();

        await TakeAsync(Request(200) with { KeepsNothing = keepsNothing });
        await SettleAsync();

        Assert.Single(_model.Requests);
    }

    [Fact]
    public async Task Run_SummaryFails_HarmsNoTurnAndIsTriedAgain()
    {
        _model.Fail(FastchatException.InvalidValue("model", "No."));
        await SetAsync(new TenantConfig { Context = new ContextSettings { HelperModel = "helper" } });
        var request = Request(200);

        for (var i = 0; i < 2; i++)
        {
            await _turns.Summaries.TakeAsync(request, await SettingsAsync(), [.. request.Parameters.Messages], [], 100, Ct);
            await SettleAsync();
        }

        Assert.Equal(2, _model.Requests.Count(r => r.Parameters.Model == "helper"));
        Assert.All(_turns.Logged.Entries, e => Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Warning, e.Level));
        Assert.Equal(2, _turns.Logged.Entries.Count);
    }

    [Fact]
    public async Task Take_ManyAtOnce_MakeOneSummary()
    {
        _model.Wait(TimeSpan.FromSeconds(1)).Say("Short.").Stop();
        var (request, settings) = (Request(20), await SettingsAsync());

        for (var i = 0; i < 5; i++) await _turns.Summaries.TakeAsync(request, settings, [.. request.Parameters.Messages], [], 100, Ct);
        await Eventually.IsTrueAsync(() => _model.Requests.Count > 0);
        await Eventually.IsTrueAsync(() =>
        {
            _rooms.Clock.Advance(TimeSpan.FromSeconds(1));
            return _turns.Detached.IsIdle;
        });

        Assert.Single(_model.Requests);
        Assert.Equal(new FoundSummary("Short.", 21), await _turns.Summaries.TakeAsync(request, settings, [.. request.Parameters.Messages], [], 100, Ct));
    }

    [Fact]
    public async Task Run_LeftOutIsLongerThanTheHelperReads_IsSummarisedByItsEnd()
    {
        _model.Say("Short.").Stop();

        await TakeAsync(Request(200));
        await SettleAsync();

        var asked = _model.Requests.Single(r => r.Parameters.Messages[0].Text.StartsWith("Summarise", StringComparison.Ordinal)).Parameters;
        Assert.InRange(ModelGateway.Tokens.TokenCounter.For("fake").Count(asked), 300, 1000);
        Assert.DoesNotContain("Message 0 ", asked.Messages[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_AnothersConversationOfTheSameWords_HasNoSummary()
    {
        _model.Say("Short.").Stop();
        var (request, settings) = (Request(20), await SettingsAsync());
        await _turns.Summaries.TakeAsync(request, settings, [.. request.Parameters.Messages], [], 100, Ct);
        await SettleAsync();

        Assert.Null(await _turns.Summaries.TakeAsync(request with { Tenant = _rooms.OtherTenant }, settings, [.. request.Parameters.Messages], [], 100, Ct));
    }

    [Fact]
    public async Task Build_PassagesBeyondTheirShare_AreThoseOfMostValue()
    {
        await SetAsync(new TenantConfig { Context = new ContextSettings { PassagesShare = 0.25 } });
        Passage[] passages = [.. Enumerable.Range(0, 10).Select(i => new Passage { Filename = $"{i}.txt", Text = string.Join(' ', Enumerable.Repeat($"Passage {i} is long.", 10)), Score = 1 - (i * 0.05) })];

        var built = await BuildAsync(Request(2), passages, "passage");

        Assert.InRange(built.Passages!.Count, 2, 5);
        Assert.Equal("0.txt", built.Passages[0].Filename);
        Assert.Equal((10, built.Passages.Count), (built.Report!.PassagesDropped + built.Report.PassagesKept, built.Report.PassagesKept));
        Assert.All(built.Passages, p => Assert.EndsWith(".", p.Text, StringComparison.Ordinal));
        Assert.Contains($"[{built.Passages.Count}] ", built.Parameters.Messages[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"[{built.Passages.Count + 1}] ", built.Parameters.Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_PassagesAndLongConversation_StayWithinTheRoom()
    {
        Passage[] passages = [.. Enumerable.Range(0, 10).Select(i => new Passage { Filename = $"{i}.txt", Text = string.Join(' ', Enumerable.Repeat($"Passage {i} is long.", 20)) })];

        var built = await BuildAsync(Request(200), passages, "passage");

        Assert.InRange(ModelGateway.Tokens.TokenCounter.For("fake").Count(built.Parameters), 100, built.Report!.RoomTokens);
        Assert.NotEmpty(built.Passages!);
        Assert.True(built.Report.MessagesKept > 1);
    }

    private ChatTurn Turn => _turns.Turn;

    private static ContextReport Report(List<TurnEvent> events) => events.Single(e => e.Context is not null).Context!;

    private Task SetAsync(TenantConfig config) => _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, config, Ct);

    private async Task<TenantSettings> SettingsAsync() => await _rooms.Tenants.SettingsAsync(_rooms.Tenant, Ct);

    private async Task<BuiltContext> BuildAsync(TurnRequest request, IReadOnlyList<Passage> passages, string query) =>
        await _turns.Contexts.BuildAsync(request, await SettingsAsync(), ModelPermit.All, passages, query, Ct);

    // What goes on behind turns is at its end.
    private Task SettleAsync() => Eventually.IsTrueAsync(() => _turns.Detached.IsIdle);

    // So many messages and a question.
    private TurnRequest Request(int messages) => new()
    {
        Tenant = _rooms.Tenant,
        Trims = true,
        Parameters = new ChatCompletionParams
        {
            Model = "fake",
            Messages =
            {
                Enumerable.Range(0, messages + 1).Select(i => new ChatMessage { Role = i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, Text = $"Message {i} says some words of no importance at all." }),
            },
        },
    };

    private async Task<List<TurnEvent>> TakeAsync(TurnRequest request) => await Turn.RunAsync(request, Ct).ToListAsync(Ct);
}
