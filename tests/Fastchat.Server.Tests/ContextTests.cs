using System.Net;
using Fastchat.Contracts.Chat.V1;
using Fastchat.ModelGateway;
using Fastchat.Testing;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

/// <summary>Conversations that are longer than a model's context, over the whole server.</summary>
public sealed class ContextTests : IAsyncLifetime
{
    private readonly FakeChatModel _model = new FakeChatModel(TimeProvider.System).Say("They spoke of zebras.").Stop();
    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(configure: b => b.Services.AddSingleton<IModelProvider>(new FakeModelProvider(_model, "fake")));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_LongerThanTheContext_IsTrimmedToldAndInTheRun()
    {
        var key = await TenantAsync("small", new { });

        var events = await ChatAsync(key, 100);

        var status = Assert.Single(events, e => e.Status?.Kind == StatusKind.ContextTrimmed).Status;
        Assert.Equal(101, status.Context.MessagesKept + status.Context.MessagesDropped);
        Assert.InRange(status.Context.PromptTokens, 1, status.Context.RoomTokens);
        Assert.Equal(status.Context.MessagesKept, _model.Requests.First(r => !IsSummary(r)).Parameters.Messages.Count);
        Assert.Equal(status.Context, events[^1].Complete.Context);
        Assert.Equal(status.Context, (await new RunService.RunServiceClient(_server.GrpcAs(key)).GetRunAsync(new GetRunRequest { RunId = events[0].RunId }, cancellationToken: Token)).Run.Completion.Context);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_TrimmedAgain_HasASummaryThatWasPaidForAndRecorded()
    {
        var key = await TenantAsync("small", new { });
        await ChatAsync(key, 100);

        // It is made behind the first answer.
        await Poll.UntilAsync(async () => await ChatAsync(key, 100), events => events[^1].Complete.Context.MessagesSummarized > 0);

        Assert.Contains("They spoke of zebras.", _model.Requests.Last(r => !IsSummary(r)).Parameters.Messages[0].Text, StringComparison.Ordinal);
        var summaries = _model.Requests.Count(IsSummary);
        Assert.Equal(1, summaries);

        // Its record is stored behind what it cost.
        await Poll.UntilAsync(
            async () => (await _server.RestAs(key).GetAsync("/v1/admin/audit?page_size=100")).Json.GetProperty("records").EnumerateArray().Count(r => r.GetRawText().Contains("aside", StringComparison.Ordinal)),
            count => count == 1);
        var usage = Assert.Single((await _server.RestAs(key).GetAsync("/v1/admin/usage?group_by=model")).Json.GetProperty("usage").EnumerateArray());
        Assert.Equal(_model.Requests.Count, usage.GetProperty("requests").GetInt32());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_HelperThatTheTenantMayNotUse_IsNotAskedAndHarmsNobody()
    {
        var key = await TenantAsync("narrow", new { helper_model = "scripted" }, allow: ["fake"]);

        for (var i = 0; i < 3; i++) Assert.Equal(0, (await ChatAsync(key, 100))[^1].Complete.Context.MessagesSummarized);

        var usage = Assert.Single((await _server.RestAs(key).GetAsync("/v1/admin/usage?group_by=model")).Json.GetProperty("usage").EnumerateArray());
        Assert.Equal(3, usage.GetProperty("requests").GetInt32());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_FollowUpOverDocuments_SearchesForWhatItFollowsAndTellsIt()
    {
        var store = await _server.Rest.MakeStoreAsync(("lighthouse.txt", "The lighthouse is 54 metres tall. Its keeper is called Jansen."));
        var request = new ChatRequest { Tools = { new Tool { FileSearch = new FileSearch { VectorStoreIds = { store } } } } };
        foreach (var (role, text) in new[] { (Role.User, "How tall is the lighthouse?"), (Role.Assistant, "54 metres."), (Role.User, "And its keeper?") }) request.Messages.Add(new Message { Role = role, Text = text });

        var events = await ChatAsync(TestServer.ApiKey, request);

        Assert.Equal(["And its keeper?\nHow tall is the lighthouse?"], events.Single(e => e.Search is not null).Search.Queries);
        Assert.Equal(events.Single(e => e.Search is not null).Search, events[^1].Complete.Search);
        Assert.Contains("Jansen", events[^1].Complete.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Completions_LongerThanTheContext_AreRefusedUnlessTheTenantSaysOtherwise()
    {
        var refused = await CompleteAsync(await TenantAsync("strict", new { }));
        Assert.Equal((HttpStatusCode.BadRequest, "context_length_exceeded", "messages"), (refused.Status, refused.Error.GetProperty("code").GetString(), refused.Error.GetProperty("param").GetString()));
        Assert.Empty(_model.Requests);

        var answered = await CompleteAsync(await TenantAsync("lenient", new { trim_completions = true }));

        Assert.Equal(HttpStatusCode.OK, answered.Status);
        Assert.InRange(_model.Requests.Single().Parameters.Messages.Count, 5, 99);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"trim_above": 1.1}""", "config.context.trim_above")]
    [InlineData("""{"trim_above": 0.5, "trim_to": 0.6}""", "config.context.trim_to")]
    [InlineData("""{"passages_share": 0}""", "config.context.passages_share")]
    [InlineData("""{"helper_model": "a\nb"}""", "config.context.helper_model")]
    public async Task Settings_Wrong_AreRefusedByName(string context, string param)
    {
        var answer = await _server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "wrong", config = new { context = System.Text.Json.JsonDocument.Parse(context).RootElement } });

        Assert.Equal((HttpStatusCode.BadRequest, param), (answer.Status, answer.Error.GetProperty("param").GetString()));
    }

    private static bool IsSummary(ModelRequest request) => request.Parameters.Messages[0].Text.StartsWith("Summarise", StringComparison.Ordinal);

    private async Task<string> TenantAsync(string name, object context, string[]? allow = null) =>
        (await _server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name, config = new { models = new { max_context = 1000, allow = allow ?? [] }, llm_settings = new { model = "fake", max_tokens = 100 }, context } }))
        .Json.GetProperty("api_key").GetString()!;

    private async Task<List<ChatEvent>> ChatAsync(string key, int messages)
    {
        var request = new ChatRequest();
        for (var i = 0; i <= messages; i++) request.Messages.Add(new Message { Role = i % 2 == 0 ? Role.User : Role.Assistant, Text = Words(i) });
        return await ChatAsync(key, request);
    }

    private async Task<List<ChatEvent>> ChatAsync(string key, ChatRequest request)
    {
        using var call = new ChatService.ChatServiceClient(_server.GrpcAs(key)).Chat(request, cancellationToken: Token);
        return await call.ResponseStream.ReadAllAsync(Token).Select(r => r.Event).ToListAsync(Token);
    }

    private Task<RestAnswer> CompleteAsync(string key) => _server.RestAs(key).PostAsync(
        "/v1/chat/completions", new { model = "fake", messages = Enumerable.Range(0, 101).Select(i => new { role = i % 2 == 0 ? "user" : "assistant", content = Words(i) }) });

    private static string Words(int i) => $"Message {i} says some words that are of no importance at all.";
}
