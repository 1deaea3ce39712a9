using System.Text.RegularExpressions;
using Fastchat.Architecture;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>The examples of the guide do what it says.</summary>
public sealed partial class ScriptedModelsGuideTests
{
    private static readonly IReadOnlyDictionary<string, ChatScript> Scripts = Examples().SelectMany(ChatScript.Parse).ToDictionary(s => s.Name);

    [Fact]
    public void Examples_All_AreScripts() => Assert.Equal(["other-bot", "shaky-bot", "slow-bot", "support-bot"], Scripts.Keys.Order());

    [Theory]
    [InlineData("support-bot", "Hello", "Hello! What can I do for you?", "stop")]
    [InlineData("support-bot", "Where is order 42?", "Let me look.{\"id\":\"42\"}", "tool_calls")]
    [InlineData("support-bot", "What?", "I did not understand that.", "stop")]
    [InlineData("other-bot", "What?", "A second model in the same file.", "stop")]
    public async Task Example_Question_IsAnsweredAsWritten(string model, string question, string text, string reason)
    {
        var deltas = await PlayAsync(model, (ChatRole.User, question));

        Assert.Equal(text, string.Concat(deltas.Select(d => d.Text ?? d.ToolCalls?[0].Function.Arguments)));
        Assert.Equal(reason, deltas.Single(d => d.FinishReason is not null).FinishReason);
    }

    [Fact]
    public async Task Example_ResultOfTheTool_IsPutIn() => Assert.Equal(
        "Your order is shipped.",
        string.Concat((await PlayAsync("support-bot", (ChatRole.User, "order 42"), (ChatRole.Tool, "{\"status\": \"shipped\"}"))).Select(d => d.Text)));

    [Theory]
    [InlineData("busy", ErrorReason.UpstreamRateLimited)]
    [InlineData("away", ErrorReason.UpstreamUnavailable)]
    [InlineData("breaks", ErrorReason.UpstreamStreamBroken)]
    public async Task Example_Failure_IsTheOneItNames(string question, ErrorReason reason) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<FastchatException>(() => PlayAsync("shaky-bot", (ChatRole.User, question)))).Reason);

    [Fact]
    public void Guide_Failures_AreAllThatThereAre()
    {
        var named = Guide().Split('\n').Single(l => l.StartsWith("`fail` is a status", StringComparison.Ordinal));

        Assert.Equal(ScriptFailures.Words.Split("one of ")[1].Split(", "), Code().Matches(named).Select(m => m.Groups[1].Value).Where(n => n.Contains('_', StringComparison.Ordinal)));
    }

    private static async Task<List<ModelDelta>> PlayAsync(string model, params (ChatRole Role, string Text)[] messages)
    {
        var parameters = new ChatCompletionParams { Messages = { messages.Select(m => new ChatMessage { Role = m.Role, Text = m.Text }) } };
        var request = new ModelRequest { Parameters = parameters, Question = messages.Last(m => m.Role == ChatRole.User).Text };
        return await new ChatScriptModel(Scripts[model], TimeProvider.System).StreamAsync(request, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }

    private static string Guide() => File.ReadAllText(Repository.PathOf("docs", "guide", "scripted-models.md"));

    private static IEnumerable<string> Examples() => Example().Matches(Guide()).Select(m => m.Groups[1].Value);

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
