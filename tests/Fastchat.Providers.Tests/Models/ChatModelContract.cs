using System.Text.Json;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
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

    /// <summary>A request that is answered with calls of functions and nothing else; null for a model that calls none.</summary>
    protected virtual ModelRequest? Calling => null;

    /// <summary>A request for two answers with text; null for a model that gives one only.</summary>
    protected virtual ModelRequest? Several
    {
        get
        {
            var request = Short;
            request.Parameters.N = 2;
            return request;
        }
    }

    /// <summary>A request that fails before anything of its answer came; null for a model that cannot fail so.</summary>
    protected virtual ModelRequest? FailingAtOnce => null;

    /// <summary>A request that fails after something of its answer came; null for a model that cannot fail so.</summary>
    protected virtual ModelRequest? FailingMidway => null;

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
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Stream_CancelledBefore_Ends()
    {
        using var caller = new CancellationTokenSource();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Model.StreamAsync(Long, caller.Token).ToListAsync(CancellationToken.None));

        await AssertIdleAsync();
    }

    [Fact]
    public async Task Stream_Calls_AreWholeInTheirPieces()
    {
        if (Calling is not { } request) return;
        var deltas = await Model.StreamAsync(request, Ct).ToListAsync(Ct);

        var pieces = deltas.SelectMany(d => d.ToolCalls ?? []).ToList();
        Assert.NotEmpty(pieces);
        Assert.All(pieces, p => Assert.True(p.HasIndex));
        var calls = pieces.GroupBy(p => p.Index).ToList();
        Assert.Equal(Enumerable.Range(0, calls.Count), calls.Select(c => c.Key).Order());
        Assert.All(calls, call =>
        {
            Assert.True(call.First() is { HasId: true, Id.Length: > 0, Function: { HasName: true, Name.Length: > 0 } });
            using var arguments = JsonDocument.Parse(string.Concat(call.Select(p => p.Function?.Arguments)));
            Assert.Equal(JsonValueKind.Object, arguments.RootElement.ValueKind);
        });
        Assert.Equal("tool_calls", Assert.Single(deltas, d => d.FinishReason is not null).FinishReason);
    }

    [Fact]
    public async Task Stream_SeveralAnswers_EndEachAndCostOnce()
    {
        if (Several is not { } request) return;
        var deltas = await Model.StreamAsync(request, Ct).ToListAsync(Ct);

        foreach (var choice in (int[])[0, 1])
        {
            var own = deltas.Where(d => d.Choice == choice && d.Usage is null).ToList();
            Assert.Contains(own, d => d.Text is { Length: > 0 });
            Assert.Same(own[^1], Assert.Single(own, d => d.FinishReason is not null));
        }

        Assert.All(deltas, d => Assert.InRange(d.Choice, 0, 1));
        Assert.Single(deltas, d => d.Usage is not null);
    }

    [Fact]
    public async Task Stream_FailureAtOnce_IsTypedAndTheFirstThingSaid() => Assert.Equal(0, await FailAsync(FailingAtOnce) ?? 0);

    [Fact]
    public async Task Stream_FailureMidway_IsTypedAndComesAfterWhatWasSaid() => Assert.True(await FailAsync(FailingMidway) is null or > 0);

    // How many deltas came before the failure.
    private async Task<int?> FailAsync(ModelRequest? request)
    {
        if (request is null) return null;
        var said = 0;
        await Assert.ThrowsAsync<FastchatException>(async () =>
        {
            await foreach (var delta in Model.StreamAsync(request, Ct)) said++;
        });
        await AssertIdleAsync();
        return said;
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
