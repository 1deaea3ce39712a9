using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.ModelGateway.BuiltIn;

public sealed class ScriptedChatModelTests
{
    private readonly FakeClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Hello there, you.", "Hello| there,| you.")]
    [InlineData("  two  blanks ", "  two|  blanks| ")]
    [InlineData("one", "one")]
    [InlineData("", "")]
    [InlineData("line\n\nbreak", "line|\n\nbreak")]
    public async Task Stream_Words_AreSaidBackWordByWord(string words, string pieces)
    {
        var deltas = await AnswerAsync(words);

        Assert.Equal(pieces, string.Join('|', deltas.SkipLast(1).Select(d => d.Text)));
        Assert.Equal("stop", deltas[^1].FinishReason);
    }

    [Fact]
    public async Task Stream_CountedTokens_AreCounted()
    {
        var deltas = await AnswerAsync("{\"tokens\": 2000}");

        Assert.Equal(2001, deltas.Count);
        Assert.Equal(2000, deltas[^1].Usage!.CompletionTokens);
        Assert.Equal(deltas[^1].Usage!.PromptTokens + 2000, deltas[^1].Usage!.TotalTokens);
    }

    [Theory]
    [InlineData(3, 5, "stop", 3)]
    [InlineData(3, 3, "stop", 3)]
    [InlineData(3, 2, "length", 2)]
    public async Task Stream_MaxTokens_CutsTheAnswer(int tokens, int most, string reason, int said)
    {
        foreach (var parameters in new[] { new ChatCompletionParams { MaxTokens = most }, new ChatCompletionParams { MaxCompletionTokens = most, MaxTokens = 1 } })
        {
            var deltas = await AnswerAsync($"{{\"tokens\": {tokens}}}", parameters);

            Assert.Equal((reason, said), (deltas[^1].FinishReason, deltas.Count - 1));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Stream_FailAfter_BreaksAfterSoManyTokens(int failAfter)
    {
        var said = new List<ModelDelta>();

        var fault = await Assert.ThrowsAsync<FastchatException>(async () =>
        {
            await foreach (var delta in Stream($"{{\"tokens\": 3, \"fail_after\": {failAfter}}}").WithCancellation(Ct)) said.Add(delta);
        });

        Assert.Equal(ErrorReason.UpstreamStreamBroken, fault.Reason);
        Assert.Equal(failAfter, said.Count);
        Assert.All(said, d => Assert.Null(d.FinishReason));
    }

    [Fact]
    public async Task Stream_Delay_IsTheClocks()
    {
        await using var deltas = Stream("{\"tokens\": 2, \"delay_ms\": 100}").GetAsyncEnumerator(Ct);

        for (var i = 0; i < 2; i++)
        {
            var next = deltas.MoveNextAsync().AsTask();
            _clock.Advance(TimeSpan.FromMilliseconds(99));
            Assert.False(next.IsCompleted);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(await next);
        }

        Assert.True(await deltas.MoveNextAsync());
        Assert.Equal("stop", deltas.Current.FinishReason);
    }

    private IAsyncEnumerable<ModelDelta> Stream(string words, ChatCompletionParams? parameters = null) =>
        new ScriptedChatModel(_clock).StreamAsync(new ModelRequest { Parameters = parameters ?? new ChatCompletionParams(), Question = words }, Ct);

    private async Task<List<ModelDelta>> AnswerAsync(string words, ChatCompletionParams? parameters = null) => await Stream(words, parameters).ToListAsync(Ct);
}
