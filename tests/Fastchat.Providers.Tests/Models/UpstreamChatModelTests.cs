using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.Testing;

namespace Fastchat.Providers.Models;

public sealed class UpstreamChatModelTests : ChatModelContract, IDisposable
{
    private const string Role = """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""";
    private const string Usage = """{"id":"c","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";
    private const string Stop = """{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    private readonly FakeGateway _gateway = new();
    private readonly UpstreamClient _client;

    public UpstreamChatModelTests()
    {
        _client = new UpstreamClient(UpstreamOptions.Parse("http://gateway", "sk-secret", null), new FakeClock(), _gateway);
        Model = new UpstreamChatModel(_client);
        _gateway.Answer = request => IsLong(request) ? _gateway.Endless(Word("again ")) : _gateway.Events(Role, Word("Hello"), Word(" there."), Stop, Usage, "[DONE]");
    }

    protected override IChatModel Model { get; }

    protected override ModelRequest Short => Ask("Hello?");

    protected override ModelRequest Long => Ask("for ever");

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Stream_Request_IsOpenAIsAndKeepsWhatIsOurs()
    {
        var request = Ask("Hello?");
        request.Parameters.Temperature = 0.5;
        request.Parameters.Store = true;
        request.Parameters.Metadata["a"] = "b";

        await Model.StreamAsync(request, Ct).ToListAsync(Ct);

        var (sent, body) = _gateway.Requests.Single();
        Assert.Equal(("POST", "http://gateway/v1/chat/completions"), (sent.Method.Method, sent.RequestUri!.AbsoluteUri));
        Assert.Equal("Bearer sk-secret", sent.Headers.Authorization!.ToString());
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        Assert.True(root.GetProperty("stream").GetBoolean());
        Assert.True(root.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.Equal(0.5, root.GetProperty("temperature").GetDouble());
        Assert.Equal("Hello?", root.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.False(root.TryGetProperty("store", out _));
        Assert.False(root.TryGetProperty("metadata", out _));
    }

    [Fact]
    public async Task Stream_WholeChunk_IsADelta()
    {
        _gateway.Answer = _ => _gateway.Events(
            """{"choices":[{"index":1,"delta":{"content":"a","refusal":"b","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":"{"}}]},"logprobs":{"content":[]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""",
            "[DONE]");

        var delta = Assert.Single(await Model.StreamAsync(Short, Ct).ToListAsync(Ct));

        Assert.Equal((1, "a", "b", "tool_calls", 2L), (delta.Choice, delta.Text, delta.Refusal, delta.FinishReason, delta.Usage!.TotalTokens));
        Assert.Equal(("call_1", "f", "{"), (delta.ToolCalls![0].Id, delta.ToolCalls[0].Function.Name, delta.ToolCalls[0].Function.Arguments));
        Assert.NotNull(delta.Logprobs);
    }

    [Fact]
    public async Task Stream_EndsAfterTheReasonWithoutMark_IsWhole()
    {
        _gateway.Answer = _ => _gateway.Events(Role, Word("Hello"), Stop);

        Assert.Equal("stop", (await Model.StreamAsync(Short, Ct).ToListAsync(Ct))[^1].FinishReason);
    }

    public static TheoryData<string, string[]> Broken => new()
    {
        { "no reason", [Role, Word("Half")] },
        { "no event", [] },
        { "no JSON", [Role, Word("Half"), "{oops"] },
        { "no chunk", [Role, Word("Half"), "[1]"] },
        { "an error", [Role, Word("Half"), """{"error":{"message":"overloaded for sk-secret"}}"""] },
        { "a bare error", [Role, Word("Half"), """{"error":"overloaded for sk-secret"}"""] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Stream_Broken_IsAFaultAndNeverAWholeAnswer(string what, string[] events)
    {
        _gateway.Answer = _ => _gateway.Events(events);

        await AssertBrokenAsync(what);
    }

    [Fact]
    public async Task Stream_ConnectionLost_IsAFault()
    {
        _gateway.Answer = _ => _gateway.Torn(Role, Word("Half"));

        await AssertBrokenAsync("lost");
    }

    [Fact]
    public async Task Stream_TextThatSpeaksOfErrors_IsText()
    {
        _gateway.Answer = _ => _gateway.Events("""{"error":null,"choices":[{"index":0,"delta":{"content":"an \"error\""},"finish_reason":"stop"}]}""", "[DONE]");

        Assert.Equal("an \"error\"", (await Model.StreamAsync(Short, Ct).ToListAsync(Ct))[0].Text);
    }

    protected override Task AssertIdleAsync()
    {
        Assert.Equal(0, _gateway.Open);
        return Task.CompletedTask;
    }

    private static string Word(string text) => $$"""{"choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":null}]}""";

    private bool IsLong(HttpRequestMessage request) => _gateway.Requests.Last(r => r.Request == request).Body.Contains("for ever", StringComparison.Ordinal);

    private async Task AssertBrokenAsync(string what)
    {
        var fault = await Assert.ThrowsAsync<FastchatException>(async () => await Model.StreamAsync(Short, Ct).ToListAsync(Ct));
        Assert.True(fault.Reason == ErrorReason.UpstreamStreamBroken, what);
        Assert.DoesNotContain("sk-secret", fault.Message, StringComparison.Ordinal);
        await AssertIdleAsync();
    }
}
