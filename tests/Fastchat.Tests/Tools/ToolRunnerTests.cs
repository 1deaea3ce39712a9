using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Tools;

public sealed class ToolRunnerTests
{
    private readonly CapturedLog<ToolRunner> _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ArgumentsThatFit_ReachTheTool()
    {
        var tool = new FakeTool("t");

        Assert.Equal(ToolResult.Ok("done"), await RunAsync(tool, """{"n": 3}"""));

        Assert.Equal(3, tool.Calls.Single().Arguments["n"]!.GetValue<int>());
    }

    [Fact]
    public async Task Run_ArgumentsThatDoNotFit_NeverReachTheTool()
    {
        var tool = new FakeTool("t");

        var result = await RunAsync(tool, """{"n": "three"}""");

        Assert.Equal(ToolOutcome.InvalidArguments, result.Outcome);
        Assert.Contains("$.n", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("three", result.Text, StringComparison.Ordinal);
        Assert.Empty(tool.Calls);
    }

    [Fact]
    public async Task Run_NoTool_IsAResult() => Assert.Equal(ToolOutcome.UnknownTool, (await RunAsync(null, "{}")).Outcome);

    [Fact]
    public async Task Run_ToolThrows_IsAResultAndOnlyTheLogKnowsWhy()
    {
        var result = await RunAsync(new FakeTool("t", (_, _) => throw new InvalidOperationException("a secret")), "{}");

        Assert.Equal(ToolOutcome.Failed, result.Outcome);
        Assert.DoesNotContain("a secret", result.Text, StringComparison.Ordinal);
        Assert.Contains("a secret", Assert.Single(_log.Entries).Exception?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ToolRefuses_TellsItsWords() => Assert.Equal(
        ToolResult.Failed(ToolOutcome.Failed, "Not there."),
        await RunAsync(new FakeTool("t", (_, _) => throw new FastchatException(ErrorReason.FileNotFound, "Not there.")), "{}"));

    [Fact]
    public async Task Run_TooMuch_IsAResult() =>
        Assert.Equal(ToolOutcome.TooLarge, (await RunAsync(new FakeTool("t", (_, _) => ValueTask.FromResult(ToolResult.Ok(new string('x', (1024 * 1024) + 1)))), "{}")).Outcome);

    [Fact]
    public async Task Run_TurnEnds_IsThrown()
    {
        using var stop = new CancellationTokenSource();
        var tool = new FakeTool("t", async (_, token) =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
            return ToolResult.Ok("never");
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await RunAsync(tool, "{}", stop.Token));
    }

    private ValueTask<ToolResult> RunAsync(ITool? tool, string arguments, CancellationToken? stop = null) => new ToolRunner(_log).RunAsync(
        tool is null ? null : new RegisteredTool(tool), new ToolInvocation(new TenantId("abcdefghjk"), null, "call", [], _ => { }), arguments, stop ?? Ct);
}
