using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.ModelGateway.Scripts;

public sealed class ChatScriptModelTests
{
    private readonly FakeClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("user: Hello", " hello ", "yes")]
    [InlineData("user: Hello", "hello there", "no")]
    [InlineData("user: {contains: THERE}", "hello there", "yes")]
    [InlineData("user: {contains: there}", "hello", "no")]
    [InlineData("user: {matches: '^h.+e$'}", "hello there", "yes")]
    [InlineData("user: {matches: '^H'}", "hello", "no")]
    [InlineData("user: {contains: hello, matches: 'x'}", "hello", "no")]
    [InlineData("system: {contains: brief}", "hello", "yes")]
    [InlineData("system: {contains: long}", "hello", "no")]
    [InlineData("turn: 1", "hello", "yes")]
    [InlineData("turn: 2", "hello", "no")]
    [InlineData("tool_result: false", "hello", "yes")]
    [InlineData("tool_result: true", "hello", "no")]
    [InlineData("tool_result: {contains: a}", "hello", "no")]
    public async Task Rule_Condition_HoldsOrNot(string when, string user, string expected) =>
        Assert.Equal(expected, await TextAsync($"model: m\nrules:\n- when: {{{when}}}\n  say: yes\n- say: no", Request(("system", "Be brief."), ("user", user))));

    [Fact]
    public async Task Rule_ToolResult_IsTheLastMessageAlone()
    {
        const string Yaml = "model: m\nrules:\n- when: {tool_result: {matches: '(?<sky>sunny|grey)'}}\n  say: 'It is ${sky}.'\n- when: {tool_result: true}\n  say: 'I got ${tool_result}.'\n- say: nothing";

        Assert.Equal("It is sunny.", await TextAsync(Yaml, Request(("user", "weather?"), ("assistant", ""), ("tool", "{\"sky\": \"sunny\"}"))));
        Assert.Equal("I got rain.", await TextAsync(Yaml, Request(("user", "weather?"), ("tool", "rain"))));
        Assert.Equal("nothing", await TextAsync(Yaml, Request(("user", "weather?"), ("tool", "rain"), ("user", "thanks"))));
    }

    [Fact]
    public async Task Rule_Variables_ArePutIn()
    {
        const string Yaml = """
            model: m
            rules:
            - when: {user: {matches: 'order (?<id>[0-9]+)'}}
              say: 'Order ${id} of turn ${turn} by ${model}: "${user}"'
            """;

        Assert.Equal("Order 42 of turn 2 by m: \"where is order 42?\"", await TextAsync(Yaml, Request(("user", "hi"), ("assistant", "hi"), ("user", "where is order 42?"))));
    }

    [Fact]
    public async Task Rule_NoneFits_IsToldToTheCaller()
    {
        var refusal = await Assert.ThrowsAsync<FastchatException>(() => TextAsync("model: m\nrules:\n- when: {user: a}\n  say: x", Request(("user", "b"))));

        Assert.Equal((ErrorReason.InvalidValue, "messages"), (refusal.Reason, refusal.Param));
    }

    [Fact]
    public async Task Say_Pieces_AreThoseOfItsSplit()
    {
        var deltas = await PlayAsync("model: m\nsplit: 3\nrules:\n- steps:\n  - say: abcd\n  - {say: ef, split: characters}\n  - {say: one two, split: whole}", Request(("user", "?")));

        Assert.Equal(["abc", "d", "e", "f", "one two"], deltas.Where(d => d.Text is not null).Select(d => d.Text));
        Assert.Equal("stop", deltas[^2].FinishReason);
        Assert.Equal((0, 5, 5), (deltas[^1].Usage!.PromptTokens, deltas[^1].Usage!.CompletionTokens, deltas[^1].Usage!.TotalTokens));
    }

    [Fact]
    public async Task Call_Arguments_AreStreamedAsJson()
    {
        const string Yaml = """
            model: m
            rules:
            - when: {user: {matches: '(?<city>Paris|Rome)'}}
              steps:
              - say: Let me look.
              - call: get_weather
                split: 5
                arguments: {city: "${city}", days: 3, exact: true, unit: null, code: "3", tags: [a, 1.5]}
              - call: other
                id: my-id
            """;

        var calls = (await PlayAsync(Yaml, Request(("user", "In Paris \"tonight\"?")))).Where(d => d.ToolCalls is not null).Select(d => d.ToolCalls!.Single()).ToList();

        Assert.Equal(("call_0_0", "function", "get_weather", ""), (calls[0].Id, calls[0].Type, calls[0].Function.Name, calls[0].Function.Arguments));
        Assert.Equal(("my-id", 1), (calls.Single(c => c.Index == 1 && c.HasId).Id, calls[^1].Index));
        var pieces = calls.Where(c => c.Index == 0).Skip(1).ToList();
        Assert.All(pieces, p => Assert.False(p.HasId));
        Assert.True(pieces.Count > 5);
        var arguments = JsonDocument.Parse(string.Concat(pieces.Select(p => p.Function.Arguments))).RootElement;
        Assert.Equal("""{"city":"Paris","days":3,"exact":true,"unit":null,"code":"3","tags":["a",1.5]}""", arguments.GetRawText());
        Assert.Equal("tool_calls", (await PlayAsync(Yaml, Request(("user", "Rome")))).Single(d => d.FinishReason is not null).FinishReason);
    }

    [Fact]
    public async Task Call_ArgumentsAsText_ArePassedOnAsTheyAre()
    {
        var calls = (await PlayAsync("model: m\nrules:\n- steps:\n  - call: t\n    arguments: '{\"broken\": '", Request(("user", "?")))).Where(d => d.ToolCalls is not null);

        Assert.Equal("{\"broken\": ", string.Concat(calls.Select(d => d.ToolCalls![0].Function.Arguments)));
    }

    [Theory]
    [InlineData("fail: 429\n    retry_after: 2s", ErrorReason.UpstreamRateLimited)]
    [InlineData("fail: 503", ErrorReason.UpstreamUnavailable)]
    [InlineData("fail: 529", ErrorReason.ModelOverloaded)]
    [InlineData("fail: 400", ErrorReason.UpstreamRejected)]
    [InlineData("fail: context_length_exceeded", ErrorReason.ContextLengthExceeded)]
    [InlineData("fail: content_refused\n    message: Never.", ErrorReason.ContentRefused)]
    public async Task Fail_First_IsBeforeTheFirstDelta(string step, ErrorReason reason)
    {
        var heard = new List<string?>();

        var failure = await Assert.ThrowsAsync<FastchatException>(() => HearAsync($"model: m\nrules:\n- steps:\n  - {step}\n  - say: never", heard));

        Assert.Equal(reason, failure.Reason);
        Assert.Empty(heard);
        if (reason == ErrorReason.UpstreamRateLimited) Assert.Equal(TimeSpan.FromSeconds(2), failure.RetryAfter);
        if (reason == ErrorReason.ContentRefused) Assert.Equal("Never.", failure.Message);
    }

    [Theory]
    [InlineData("- say: one two\n  - fail: upstream_stream_broken\n  - say: three", 2)]
    [InlineData("- say: one two three\n  - {fail: upstream_stream_broken, after: 1}", 1)]
    [InlineData("- {fail: upstream_stream_broken, after: 2}\n  - say: one\n  - say: two three", 2)]
    [InlineData("- {fail: upstream_stream_broken, after: 9}\n  - say: one", 1)]
    public async Task Fail_Later_IsAfterSoManyDeltas(string steps, int expected)
    {
        var heard = new List<string?>();

        var failure = await Assert.ThrowsAsync<FastchatException>(() => HearAsync($"model: m\nrules:\n- steps:\n  {steps}", heard));

        Assert.Equal(ErrorReason.UpstreamStreamBroken, failure.Reason);
        Assert.Equal(expected, heard.Count);
    }

    [Fact]
    public async Task Delays_OfStepsAndPieces_TakeTheClocksTime()
    {
        var heard = new List<string?>();
        var playing = HearAsync("model: m\nrules:\n- delay: 10ms\n  steps:\n  - wait: 1s\n  - say: one two", heard);
        await Eventually.IsTrueAsync(() => _clock.Waiting == 1);
        Assert.Empty(heard);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsTrueAsync(() => _clock.Waiting == 1);
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        await Eventually.IsTrueAsync(() => heard.Count == 1 && _clock.Waiting == 1);
        _clock.Advance(TimeSpan.FromMilliseconds(10));

        await playing;
        Assert.Equal(["one", " two", null, null], heard);
    }

    [Fact]
    public async Task MaxTokens_Reached_CutsWithLength()
    {
        var request = Request(("user", "?"));
        request.Parameters.MaxCompletionTokens = 2;

        var deltas = await PlayAsync("model: m\nrules:\n- say: one two three", request);

        Assert.Equal(["one", " two"], deltas.Where(d => d.Text is not null).Select(d => d.Text));
        Assert.Equal("length", deltas.Single(d => d.FinishReason is not null).FinishReason);
    }

    [Fact]
    public async Task Choices_Several_AreEachPlayed()
    {
        var request = Request(("user", "?"));
        request.Parameters.N = 2;

        var deltas = await PlayAsync("model: m\nrules:\n- say: one two\n  finish: content_filter\n  usage: {prompt_tokens: 7, completion_tokens: 9}", request);

        Assert.Equal([(0, "one"), (0, " two"), (1, "one"), (1, " two")], deltas.Where(d => d.Text is not null).Select(d => (d.Choice, d.Text)));
        Assert.Equal([(0, "content_filter"), (1, "content_filter")], deltas.Where(d => d.FinishReason is not null).Select(d => (d.Choice, d.FinishReason)));
        Assert.Equal((7, 9, 16), (deltas[^1].Usage!.PromptTokens, deltas[^1].Usage!.CompletionTokens, deltas[^1].Usage!.TotalTokens));
    }

    private static ModelRequest Request(params (string Role, string Text)[] messages)
    {
        var parameters = new ChatCompletionParams { Model = "m" };
        foreach (var (role, text) in messages) parameters.Messages.Add(new ChatMessage { Role = Enum.Parse<ChatRole>(role, ignoreCase: true), Text = text });
        return new ModelRequest { Parameters = parameters, Question = messages.Last(m => m.Role == "user").Text };
    }

    private async Task<List<ModelDelta>> PlayAsync(string yaml, ModelRequest request) =>
        await new ChatScriptModel(ChatScript.Parse(yaml)[0], _clock).StreamAsync(request, Ct).ToListAsync(Ct);

    private async Task<string> TextAsync(string yaml, ModelRequest request) => string.Concat((await PlayAsync(yaml, request)).Select(d => d.Text));

    private async Task HearAsync(string yaml, List<string?> heard)
    {
        await foreach (var delta in new ChatScriptModel(ChatScript.Parse(yaml)[0], _clock).StreamAsync(Request(("user", "?")), Ct)) heard.Add(delta.Text);
    }
}
