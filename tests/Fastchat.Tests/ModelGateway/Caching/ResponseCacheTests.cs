using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.ModelGateway.Caching;

public sealed class ResponseCacheTests
{
    private static readonly TenantId Tenant = TenantId.New();

    private readonly FakeClock _clock = new();
    private readonly ResponseCache _cache;
    private readonly List<CacheOutcome> _told = [];
    private FakeChatModel _model;

    public ResponseCacheTests()
    {
        _cache = new ResponseCache(1_000_000, _clock);
        _model = new FakeChatModel(_clock).Say("one", " two", " three").Stop();
    }

    [Fact]
    public async Task Stream_SameRequestAgain_IsGivenInTheSamePiecesWithoutTheModel()
    {
        var first = await AskAsync(Request());

        var second = await AskAsync(Request());

        Assert.Equal(["one", " two", " three", null], second.Select(d => d.Text));
        Assert.Equal(first, second);
        Assert.Equal([CacheOutcome.Miss, CacheOutcome.Hit], _told);
        Assert.Single(_model.Requests);
    }

    [Fact]
    public async Task Stream_Refresh_AsksAndKeepsTheNewAnswer()
    {
        await AskAsync(Request());
        _model = new FakeChatModel(_clock).Say("new").Stop();

        await AskAsync(Request(), isRefresh: true);

        Assert.Equal(["new", null], (await AskAsync(Request())).Select(d => d.Text));
        Assert.Equal([CacheOutcome.Miss, CacheOutcome.Refresh, CacheOutcome.Hit], _told);
    }

    [Fact]
    public async Task Stream_AfterItsTime_AsksAgain()
    {
        await AskAsync(Request());
        _clock.Advance(TimeSpan.FromMinutes(1));

        await AskAsync(Request());

        Assert.Equal([CacheOutcome.Miss, CacheOutcome.Miss], _told);
    }

    /// <summary>What makes a request another one.</summary>
    public static TheoryData<string> Differences => ["tenant", "message", "role", "temperature", "n", "tools", "rest", "passages", "no passages", "question", "registry", "target", "model"];

    [Theory]
    [MemberData(nameof(Differences))]
    public async Task Stream_RequestThatDiffers_IsAsked(string what)
    {
        await AskAsync(Request() with { Passages = ["a", "b"] });
        var parameters = Request().Parameters;
        var request = Request() with { Parameters = parameters, Passages = ["a", "b"] };
        var (version, target, model) = (1L, "served", "m");
        switch (what)
        {
            case "tenant": request = request with { Tenant = TenantId.New() }; break;
            case "message": parameters.Messages[0].Text = "hello!"; break;
            case "role": parameters.Messages[0].Role = ChatRole.System; break;
            case "temperature": parameters.Temperature = 0; break;
            case "n": parameters.N = 1; break;
            case "tools": parameters.Tools.Add(new ChatTool { Function = new FunctionTool { Function = new Struct() } }); break;
            case "rest": parameters.Rest = new Struct { Fields = { ["seed"] = Value.ForNumber(1) } }; break;
            case "passages": request = request with { Passages = ["ab", ""] }; break;
            case "no passages": request = request with { Passages = null }; break;
            case "question": request = request with { Question = "other" }; break;
            case "registry": version = 2; break;
            case "target": target = "other"; break;
            default: model = "other"; break;
        }

        await AskAsync(request, version: version, target: target, model: model);

        Assert.Equal([CacheOutcome.Miss, CacheOutcome.Miss], _told);
    }

    [Fact]
    public async Task Stream_OtherUserNotesOrForm_IsTheSameRequest()
    {
        await AskAsync(Request());
        var request = Request();
        request.Parameters.Stream = true;
        request.Parameters.Store = true;
        request.Parameters.StreamOptions = new StreamOptions { IncludeUsage = true };
        request.Parameters.Metadata.Add("note", "x");
        request.Parameters.Rest = new Struct { Fields = { ["top_k"] = Value.ForNumber(1) } };
        request.Parameters.User = "ann";
        request.Parameters.PromptCacheKey = "a";
        var same = Request();
        same.Parameters.Rest = new Struct { Fields = { ["top_k"] = Value.ForNumber(1) } };
        same.Parameters.SafetyIdentifier = "bob";

        await AskAsync(request);
        await AskAsync(same);

        Assert.Equal([CacheOutcome.Miss, CacheOutcome.Miss, CacheOutcome.Hit], _told);
    }

    /// <summary>Answers that are not whole, or not of a kind that is kept.</summary>
    public static TheoryData<string> Unfit => ["length", "content_filter", "no end", "refusal", "too long", "one of two"];

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task Stream_AnswerThatIsUnfit_IsNotKept(string what)
    {
        var model = new FakeChatModel(_clock).Say("one");
        _model = what switch
        {
            "length" or "content_filter" => model.Stop(what),
            "no end" => model,
            "refusal" => model.Send(new ModelDelta { Refusal = "no" }).Stop(),
            "too long" => model.Say(new string('x', 100_000)).Stop(),
            _ => model.Stop(),
        };
        var request = Request();
        if (what == "one of two") request.Parameters.N = 2;

        await AskAsync(request);
        await AskAsync(request);

        Assert.Equal([CacheOutcome.Miss, CacheOutcome.Miss], _told);
        Assert.Equal(0, _cache.Bytes);
    }

    [Fact]
    public async Task Stream_AnswerThatBreaks_IsNotKept()
    {
        _model = new FakeChatModel(_clock).Say("one").Stop().Fail(new FastchatException(ErrorReason.UpstreamStreamBroken, "broken"));

        await Assert.ThrowsAsync<FastchatException>(() => AskAsync(Request()));

        Assert.Equal(0, _cache.Bytes);
    }

    [Fact]
    public async Task Stream_AnswerThatIsGivenUp_IsNotKept()
    {
        await foreach (var delta in Stream(Request(), isRefresh: false, 1, "served", "m")) break;

        Assert.Equal(0, _cache.Bytes);
    }

    [Fact]
    public async Task Stream_CallsOfTools_AreKept()
    {
        _model = new FakeChatModel(_clock).Send(new ModelDelta { ToolCalls = [new ToolCall { Id = "call_1" }] }).Stop("tool_calls");
        await AskAsync(Request());

        Assert.Equal("call_1", (await AskAsync(Request()))[0].ToolCalls![0].Id);
        Assert.Equal(CacheOutcome.Hit, _told[^1]);
    }

    [Fact]
    public async Task Forget_Tenant_IsAskedAgain()
    {
        await AskAsync(Request());
        Assert.Equal(1, _cache.Count(Tenant));

        _cache.Forget(Tenant);

        Assert.Equal((0, 0), (_cache.Count(Tenant), _cache.Bytes));
    }

    private static ModelRequest Request() => new()
    {
        Parameters = new ChatCompletionParams { Model = "m", Messages = { new ChatMessage { Role = ChatRole.User, Text = "hello" } } },
        Question = "hello",
        Tenant = Tenant,
    };

    private async Task<List<ModelDelta>> AskAsync(ModelRequest request, bool isRefresh = false, long version = 1, string target = "served", string model = "m") =>
        await Stream(request, isRefresh, version, target, model).ToListAsync(TestContext.Current.CancellationToken);

    private IAsyncEnumerable<ModelDelta> Stream(ModelRequest request, bool isRefresh, long version, string target, string model)
    {
        var token = TestContext.Current.CancellationToken;
        return _cache.StreamAsync(
            new RegistrySnapshot(version, [], []), new RegisteredModel { Name = model, Targets = [new ModelTarget("p", target)] }, request,
            new CacheWish(isRefresh, TimeSpan.FromMinutes(1), _told.Add), _model.StreamAsync(request, token), token);
    }
}
