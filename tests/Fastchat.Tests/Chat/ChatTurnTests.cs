using Fastchat.Chat.Context;
using Fastchat.Chat.Rounds;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Routing;
using Fastchat.Retrieval.Ingestion;
using Fastchat.Testing;
using Fastchat.Tools;

namespace Fastchat.Chat;

public sealed class ChatTurnTests : IAsyncLifetime
{
    private const string Words = "Zebras live in the savanna of Africa.";

    private TestRooms _rooms = null!;
    private FakeChatModel _model = null!;
    private TestTurns _turns = null!;

    private ChatTurn Turn => _turns.Turn;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _model = new FakeChatModel(_rooms.Clock);
        _turns = new TestTurns(_rooms, new Gateway(new ModelRegistry([new FakeModelProvider(_model, "fake")]), TestRouter.Create()));
    }

    public ValueTask DisposeAsync()
    {
        _turns.Dispose();
        return _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Run_NoDocuments_PassesTheModelsWordsOnAsTheyAre()
    {
        _model.Say("See [1", "].").Stop();

        var events = await TakeAsync(Request("Hello?"));

        Assert.Equal([StatusKind.Thinking], events.Select(e => e.Status).Where(s => s != StatusKind.Unspecified));
        Assert.Equal(["See [1", "]."], events.Select(e => e.Delta?.Text).OfType<string>());
        Assert.Null(_model.Requests.Single().Passages);
        Assert.Equal("Hello?", _model.Requests.Single().Question);
    }

    [Fact]
    public async Task Run_Documents_AnswersFromThemAndCites()
    {
        var search = await AttachAsync();
        _model.Say(Words, " [1", "] [5].").Stop();

        var events = await TakeAsync(Request("Where do zebras live?", search));

        Assert.Equal([StatusKind.Searching, StatusKind.Thinking], events.Select(e => e.Status).Where(s => s != StatusKind.Unspecified));
        Assert.Equal($"{Words} [1] .", string.Concat(events.Select(e => e.Delta?.Text)));
        Assert.Equal((1, Words), (events.Single(e => e.Citation is not null).Citation!.Marker, events.Single(e => e.Citation is not null).Citation!.Quote));
        var request = _model.Requests.Single();
        Assert.Equal([Words], request.Passages);
        Assert.Contains("[1] zebras.txt:", request.Parameters.Messages[0].Text, StringComparison.Ordinal);
        Assert.Equal((ChatRole.User, "Where do zebras live?"), (request.Parameters.Messages[^1].Role, request.Parameters.Messages[^1].Text));
    }

    [Fact]
    public async Task Run_NothingFound_SaysTheTenantsWordsAndAsksNoModel()
    {
        await _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, new TenantConfig { Prompts = new PromptSettings { NoContextResponse = "No idea." } }, Ct);
        var search = await AttachAsync();

        var events = await TakeAsync(Request("What is the capital of Australia?", search));

        Assert.Equal("No idea.", string.Concat(events.Select(e => e.Delta?.Text)));
        Assert.Equal("stop", events[^1].Delta!.FinishReason);
        Assert.NotNull(events[^1].Delta!.Usage);
        Assert.Empty(_model.Requests);
    }

    [Fact]
    public async Task Run_TenantsPromptAndSettings_ReachTheModelAndLeaveTheRequestAlone()
    {
        await _rooms.Tenants.ConfigureAsync(
            _rooms.Tenant.Value,
            new TenantConfig { Prompts = new PromptSettings { SystemPrompt = "Be kind." }, LlmSettings = new ModelSettings { Temperature = 0.5, MaxTokens = 77 } }, Ct);
        _model.Stop();
        var request = Request("Hello?");
        var before = request.Parameters.Clone();

        await TakeAsync(request);

        var asked = _model.Requests.Single().Parameters;
        Assert.Equal(("Be kind.", ChatRole.System), (asked.Messages[0].Text, asked.Messages[0].Role));
        Assert.Equal((0.5, 77), (asked.Temperature, asked.MaxTokens));
        Assert.Equal(before, request.Parameters);
    }

    [Fact]
    public async Task Run_CallersSettings_WinOverTheTenants()
    {
        await _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, new TenantConfig { LlmSettings = new ModelSettings { Temperature = 0.5, MaxTokens = 77 } }, Ct);
        _model.Stop();
        var request = Request("Hello?");
        (request.Parameters.Temperature, request.Parameters.MaxCompletionTokens) = (0, 5);

        await TakeAsync(request);

        var asked = _model.Requests.Single().Parameters;
        Assert.Equal((0, 5, false), (asked.Temperature, asked.MaxCompletionTokens, asked.HasMaxTokens));
    }

    [Fact]
    public async Task RunAndCheck_LongerThanTheTenantsContext_IsRefusedBeforeAnythingIsDone()
    {
        await _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, new TenantConfig { Models = new ModelAccess { MaxContext = 20 } }, Ct);
        var request = Request(string.Concat(Enumerable.Repeat(" token", 100)), await AttachAsync());

        foreach (var refused in new Func<Task>[] { () => TakeAsync(request), () => Turn.CheckAsync(request, Ct), () => TakeAsync(request with { FileSearch = null }) })
            Assert.Equal((ErrorReason.ContextLengthExceeded, "messages"), await Assert.ThrowsAsync<FastchatException>(refused) is var e ? (e.Reason, e.Param) : default);

        Assert.Empty(_model.Requests);
    }

    [Fact]
    public async Task Run_FileByItsId_ReachesTheModel()
    {
        var file = await _rooms.UploadAsync("zebras.txt", Words);
        _model.Stop();
        var request = Request("?");
        request.Parameters.Messages[0].Parts = new ContentParts
        {
            Parts = { new ContentPart { File = new FilePart { File = new() { Fields = { ["file_id"] = Google.Protobuf.WellKnownTypes.Value.ForString(file.Id) } } } } },
        };
        var before = request.Parameters.Clone();

        await TakeAsync(request);

        Assert.Equal("zebras.txt", _model.Requests.Single().Parameters.Messages[0].Parts.Parts[0].File.File.Fields["filename"].StringValue);
        Assert.Equal(before, request.Parameters);
    }

    [Fact]
    public async Task Run_LongQuestion_IsSearchedByItsEnd()
    {
        var search = await AttachAsync();
        _model.Stop();

        await TakeAsync(Request(new string('x', 9000) + " Where do zebras live in the savanna?", search with { ScoreThreshold = 0 }));

        Assert.Equal([Words], _model.Requests.Single().Passages);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    public async Task RunAndCheck_BlankQuestionWithDocuments_BlameTheMessages(string question)
    {
        var request = Request(question, await AttachAsync());

        foreach (var refused in new Func<Task>[] { () => TakeAsync(request), () => Turn.CheckAsync(request, Ct) })
        {
            var refusal = await Assert.ThrowsAsync<FastchatException>(refused);
            Assert.Equal((ErrorReason.InvalidValue, "messages"), (refusal.Reason, refusal.Param));
        }

        Assert.Empty(_model.Requests);
    }

    [Fact]
    public async Task Run_LongQuestionThatEndsInBlanks_IsSearchedByItsLastWords()
    {
        var search = await AttachAsync();
        _model.Stop();

        await TakeAsync(Request("Where do zebras live in the savanna?" + new string(' ', 9000), search with { ScoreThreshold = 0 }));

        Assert.Equal([Words], _model.Requests.Single().Passages);
    }

    [Fact]
    public async Task Run_ModelFails_FaultComesThrough()
    {
        _model.Say("Half").Fail(new FastchatException(ErrorReason.UpstreamStreamBroken, "Broken."));

        Assert.Equal(ErrorReason.UpstreamStreamBroken, (await Assert.ThrowsAsync<FastchatException>(() => TakeAsync(Request("Hello?")))).Reason);
    }

    [Fact]
    public async Task Run_GivenUp_EndsTheModel()
    {
        _model.Say("One").Hang();

        await foreach (var turnEvent in Turn.RunAsync(Request("Hello?"), Ct))
        {
            if (turnEvent.Delta is not null) break;
        }

        Assert.Equal(1, _model.Ended);
    }

    [Fact]
    public async Task Check_UnknownModelOrCollection_IsRefused()
    {
        var unknown = Request("Hello?");
        unknown.Parameters.Model = "other";

        Assert.Equal(ErrorReason.ModelNotFound, (await Assert.ThrowsAsync<FastchatException>(() => Turn.CheckAsync(unknown, Ct))).Reason);
        Assert.Equal(
            ErrorReason.CollectionNotFound,
            (await Assert.ThrowsAsync<FastchatException>(() => Turn.CheckAsync(Request("Hello?", new FileSearch(["vs_none"], null, null, "tools[0]")), Ct))).Reason);
        Assert.Equal(
            "tools[0].vector_store_ids",
            (await Assert.ThrowsAsync<FastchatException>(() => Turn.CheckAsync(Request("Hello?", new FileSearch([], null, null, "tools[0].vector_store_ids")), Ct))).Param);
    }

    [Fact]
    public async Task Run_FollowUpWithDocuments_SearchesForWhatItFollowsToo()
    {
        var search = await AttachAsync();
        _model.Stop();
        var request = Request("And in winter?", search with { ScoreThreshold = 0 });
        request.Parameters.Messages.Insert(0, new ChatMessage { Role = ChatRole.User, Text = "Where do zebras live?" });
        request.Parameters.Messages.Insert(1, new ChatMessage { Role = ChatRole.Assistant, Text = "In Africa." });

        var events = await TakeAsync(request);

        Assert.Equal(["And in winter?\nWhere do zebras live?"], events.Single(e => e.Search is not null).Search!.Queries);
        Assert.Equal("And in winter?", _model.Requests.Single().Question);
    }

    [Fact]
    public async Task Run_CitationWithoutSupport_IsDroppedAndCounted()
    {
        var search = await AttachAsync();
        _model.Say("The treasury raised interest rates twice during spring [1]. Zebras live in Africa [1][7].").Stop();

        var events = await TakeAsync(Request("Where do zebras live?", search));

        Assert.Equal("The treasury raised interest rates twice during spring . Zebras live in Africa [1].", string.Concat(events.Select(e => e.Delta?.Text)));
        Assert.Equal(2, events.Sum(e => e.CitationsDropped));
        Assert.Single(events, e => e.Citation is not null);
    }

    private async Task<FileSearch> AttachAsync()
    {
        var collection = await _rooms.CreateCollectionAsync();
        var file = await _rooms.UploadAsync("zebras.txt", Words);
        await _rooms.AttachAsync(collection, file.Id);
        await _rooms.Ingestor(FakeDecoder.Saying(Words)).RunAsync(_rooms.JobOf(collection, file.Id), Ct);
        return new FileSearch([collection], null, null, "tools[0].vector_store_ids");
    }

    private TurnRequest Request(string question, FileSearch? search = null) => new()
    {
        Tenant = _rooms.Tenant,
        Parameters = new ChatCompletionParams { Model = "fake", Messages = { new ChatMessage { Role = ChatRole.User, Text = question } } },
        FileSearch = search,
    };

    private async Task<List<TurnEvent>> TakeAsync(TurnRequest request) => await Turn.RunAsync(request, Ct).ToListAsync(Ct);
}
