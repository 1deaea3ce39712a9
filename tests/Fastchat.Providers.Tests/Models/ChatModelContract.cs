using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway;

namespace Fastchat.Providers.Models;

/// <summary>What every model owes. Inherited by the tests of each.</summary>
public abstract class ChatModelContract
{
    // How many deltas may still come after the caller has had enough: what was under way, never the rest of the answer.
    private const int MostAfterCancel = 5_000;

    private static readonly string[] Reasons = ["stop", "length", "tool_calls", "content_filter"];

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract IChatModel Model { get; }

    /// <summary>A request that is answered with at least two deltas of text.</summary>
    protected abstract ModelRequest Short { get; }

    /// <summary>A request whose answer has more than <see cref="MostAfterCancel"/> deltas, or never ends.</summary>
    protected abstract ModelRequest Long { get; }

    [Fact]
    public async Task Stream_Answer_IsTextThenReasonThenUsage()
    {
        var deltas = await Model.StreamAsync(Short, Ct).ToListAsync(Ct);

        var lastText = deltas.FindLastIndex(d => d.Text is not null);
        var reason = deltas.FindIndex(d => d.FinishReason is not null);
        var usage = deltas.FindIndex(d => d.Usage is not null);
        Assert.True(deltas.Count(d => d.Text is { Length: > 0 }) >= 2);
        Assert.True(lastText <= reason, "Text came after the reason.");
        Assert.True(reason <= usage, "The usage came before the reason.");
        Assert.Single(deltas, d => d.FinishReason is not null);
        Assert.Single(deltas, d => d.Usage is not null);
        Assert.Contains(deltas[reason].FinishReason, Reasons);
    }

    [Fact]
    public async Task Stream_Usage_AddsUp()
    {
        var usage = (await Model.StreamAsync(Short, Ct).ToListAsync(Ct)).Single(d => d.Usage is not null).Usage!;

        Assert.True(usage.CompletionTokens > 0);
        Assert.Equal(usage.PromptTokens + usage.CompletionTokens, usage.TotalTokens);
    }

    [Fact]
    public async Task Stream_ManyAtOnce_AnswerEachAsIfAlone()
    {
        var alone = await TextAsync();

        var together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TextAsync()));

        Assert.All(together, text => Assert.Equal(alone, text));
    }

    [Fact]
    public async Task Stream_Request_IsLeftAsItWas()
    {
        var request = Short;
        var before = request.Parameters.Clone();

        await Model.StreamAsync(request, Ct).ToListAsync(Ct);

        Assert.Equal(before, request.Parameters);
    }

    [Fact]
    public async Task Stream_CancelledMidway_Ends()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var after = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var delta in Model.StreamAsync(Long, caller.Token))
            {
                if (caller.IsCancellationRequested) after++;
                await caller.CancelAsync();
            }
        });

        Assert.InRange(after, 0, MostAfterCancel);
    }

    [Fact]
    public async Task Stream_GivenUp_LeavesNothingRunning()
    {
        await foreach (var delta in Model.StreamAsync(Long, Ct)) break;

        await AssertIdleAsync();
    }

    /// <summary>Looks that nobody works for answers any more.</summary>
    protected virtual Task AssertIdleAsync() => Task.CompletedTask;

    protected static ModelRequest Ask(string question, IReadOnlyList<string>? passages = null) => new()
    {
        Parameters = new ChatCompletionParams { Model = "any", Messages = { new ChatMessage { Role = ChatRole.User, Text = question } } },
        Question = question,
        Passages = passages,
    };

    private async Task<string> TextAsync() => string.Concat((await Model.StreamAsync(Short, Ct).ToListAsync(Ct)).Select(d => d.Text));
}
