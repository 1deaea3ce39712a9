using System.Net;
using System.Net.Http.Headers;
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
        _gateway.Answer = request => Answer(_gateway.Requests.Last(r => r.Request == request).Body);
    }

    protected override IChatModel Model { get; }

    protected override ModelRequest Short => Ask("Hello?");

    protected override ModelRequest Long => Ask("for ever");

    protected override ModelRequest Calling => Ask("call them");

    protected override ModelRequest FailingAtOnce => Ask("fail at once");

    protected override ModelRequest FailingMidway => Ask("fail midway");

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

        var deltas = await Model.StreamAsync(Short, Ct).ToListAsync(Ct);

        var delta = deltas[0];
        Assert.Equal((1, "a", "b", "tool_calls"), (delta.Choice, delta.Text, delta.Refusal, delta.FinishReason));
        Assert.Equal((2, 2L), (deltas.Count, deltas[1].Usage!.TotalTokens));
        Assert.Equal(("call_1", "f", "{"), (delta.ToolCalls![0].Id, delta.ToolCalls[0].Function.Name, delta.ToolCalls[0].Function.Arguments));
        Assert.NotNull(delta.Logprobs);
    }

    [Fact]
    public async Task Stream_EndsAfterTheReasonWithoutMark_IsWhole()
    {
        _gateway.Answer = _ => _gateway.Events(Role, Word("Hello"), Stop);

        Assert.Equal("stop", (await Model.StreamAsync(Short, Ct).ToListAsync(Ct))[^1].FinishReason);
    }

    [Fact]
    public async Task Stream_MarkWithoutReason_EndsEachAnswer()
    {
        _gateway.Answer = _ => _gateway.Events(Word("Hello"), Of1(Calls("""{"id":"c","function":{"name":"f","arguments":"{}"}}""")), "[DONE] ");

        var deltas = await Model.StreamAsync(Short, Ct).ToListAsync(Ct);

        Assert.Equal([(0, "stop"), (1, "tool_calls")], deltas.Where(d => d.FinishReason is not null).Select(d => (d.Choice, d.FinishReason!)));
    }

    [Fact]
    public async Task Stream_HeartbeatsAndEmptyEvents_AreNothing()
    {
        const string stream = ": ping\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\ndata:\n\n";
        _gateway.Answer = _ =>
        {
            var response = _gateway.Events();
            response.Content = new StringContent($"{stream}data: {Word("Hello")}\n\n{stream}data: {Stop}\n\n{stream}");
            response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/event-stream");
            return response;
        };

        Assert.Equal(["Hello", null], (await Model.StreamAsync(Short, Ct).ToListAsync(Ct)).Select(d => d.Text));
    }

    [Fact]
    public async Task Stream_ConnectionLostAfterAllEnded_IsWhole()
    {
        _gateway.Answer = _ => _gateway.Torn(Role, Word("Hello"), Stop);

        Assert.Equal("stop", (await Model.StreamAsync(Short, Ct).ToListAsync(Ct))[^1].FinishReason);
    }

    [Fact]
    public async Task Stream_OneOfTwoAnswersCutOff_IsAFault()
    {
        const string other = """{"choices":[{"index":1,"delta":{"content":"Half"}}]}""";
        _gateway.Answer = _ => _gateway.Events(Word("Hello"), other, Stop);
        await AssertBrokenAsync("the second answer has no end");

        _gateway.Answer = _ => _gateway.Events(Word("Hello"), Stop);
        await AssertBrokenAsync("the second answer is missing", n: 2);
    }

    public static TheoryData<string, ErrorReason> Told => new()
    {
        { """{"error":{"message":"Too many tokens.","code":"context_length_exceeded"}}""", ErrorReason.ContextLengthExceeded },
        { """{"error":{"message":"litellm.ContextWindowExceededError: …","code":"400"}}""", ErrorReason.ContextLengthExceeded },
        { """{"error":{"message":"no","type":"rate_limit_error"}}""", ErrorReason.UpstreamRateLimited },
        { """{"error":{"message":"no","code":429}}""", ErrorReason.UpstreamRateLimited },
        { """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ErrorReason.UpstreamUnavailable },
        { """{"error":{"message":"no","code":"504"}}""", ErrorReason.UpstreamTimeout },
        { """{"error":{"message":"no","code":"content_filter"}}""", ErrorReason.ContentRefused },
        { """{"object":"error","message":"no","code":503}""", ErrorReason.UpstreamUnavailable },
        { """{"error":{"message":"The server had an error.","type":"server_error"}}""", ErrorReason.UpstreamStreamBroken },
    };

    [Theory]
    [MemberData(nameof(Told))]
    public async Task Stream_FailureTold_HasItsCauseBeforeAndAfterTheFirstDelta(string told, ErrorReason reason)
    {
        foreach (var before in (string[][])[[], [Role, Word("Half")]])
        {
            _gateway.Answer = _ => _gateway.Events([.. before, told, "[DONE]"]);

            var fault = await Assert.ThrowsAsync<FastchatException>(async () => await Model.StreamAsync(Short, Ct).ToListAsync(Ct));

            Assert.Equal(reason, fault.Reason);
            await AssertIdleAsync();
        }
    }

    [Theory]
    [InlineData("""{"error":{"message":"no","code":429}}""", "application/json", ErrorReason.UpstreamRateLimited)]
    [InlineData("""{"choices":[{"message":{"content":"Whole."}}]}""", "application/json; charset=utf-8", ErrorReason.UpstreamUnavailable)]
    [InlineData("<html>Welcome</html>", "text/html", ErrorReason.UpstreamUnavailable)]
    public async Task Stream_NoStream_IsRefusedByWhatItSays(string body, string type, ErrorReason reason)
    {
        _gateway.Answer = _ =>
        {
            var response = FakeGateway.Json(body);
            response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            return response;
        };

        var fault = await Assert.ThrowsAsync<FastchatException>(async () => await Model.StreamAsync(Short, Ct).ToListAsync(Ct));

        Assert.Equal(reason, fault.Reason);
        Assert.DoesNotContain("html", fault.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string[]> Broken => new()
    {
        { "no reason", [Role, Word("Half")] },
        { "no event", [] },
        { "nothing but the mark", ["[DONE]"] },
        { "no JSON", [Role, Word("Half"), "{oops"] },
        { "no chunk", [Role, Word("Half"), "[1]"] },
        { "more than a chunk", [Role, Word("Half"), Word("a") + Word("b")] },
        { "no number", [Role, Word("Half"), """{"choices":[{"index":"0","delta":{"content":"a"}}]}"""] },
        { "no answer asked for", [Role, Word("Half"), """{"choices":[{"index":128,"delta":{"content":"a"}}]}"""] },
        { "no text", [Role, Word("Half"), """{"choices":[{"index":0,"delta":{"content":["a"]}}]}"""] },
        { "a lone surrogate", [Role, Word("Half"), Word("\\ud83d")] },
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

    private HttpResponseMessage Answer(string body)
    {
        if (body.Contains("for ever", StringComparison.Ordinal)) return _gateway.Endless(Word("again "));
        if (body.Contains("fail at once", StringComparison.Ordinal)) return FakeGateway.Json("down", HttpStatusCode.ServiceUnavailable);
        if (body.Contains("fail midway", StringComparison.Ordinal)) return _gateway.Torn(Role, Word("Half"));
        if (body.Contains("call them", StringComparison.Ordinal))
        {
            return _gateway.Events(
                Role,
                Calls("""{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}"""),
                Calls("""{"index":0,"function":{"arguments":"{\"a\":"}}"""),
                Calls("""{"index":0,"function":{"arguments":"1}"}},{"index":1,"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}"""),
                """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
                Usage,
                "[DONE]");
        }

        string[] two = body.Contains("\"n\":2", StringComparison.Ordinal) ? [Of1(Word("Good")), Of1(Word(" day.")), Of1(Stop)] : [];
        return _gateway.Events([Role, Word("Hello"), .. two.Take(1), Word(" there."), .. two.Skip(1), Stop, Usage, "[DONE]"]);
    }

    private static string Of1(string chunk) => chunk.Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal);

    private static string Calls(string calls) => $$"""{"choices":[{"index":0,"delta":{"tool_calls":[{{calls}}]},"finish_reason":null}]}""";

    private async Task AssertBrokenAsync(string what, int n = 1)
    {
        var request = Short;
        request.Parameters.N = n;
        var fault = await Assert.ThrowsAsync<FastchatException>(async () => await Model.StreamAsync(request, Ct).ToListAsync(Ct));
        Assert.True(fault.Reason == ErrorReason.UpstreamStreamBroken, what);
        Assert.DoesNotContain("sk-secret", fault.Message, StringComparison.Ordinal);
        await AssertIdleAsync();
    }
}
