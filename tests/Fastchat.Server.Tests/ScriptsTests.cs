using System.Net;
using Fastchat.Testing;

namespace Fastchat.Server;

/// <summary>Models that are written down, over the whole server.</summary>
public sealed class ScriptsTests
{
    private const string Bot =
        """
        model: support-bot
        rules:
        - when: {user: {matches: 'order (?<id>[0-9]+)'}, tool_result: false}
          steps:
          - call: get_order
            arguments: {id: "${id}"}
        - when: {tool_result: {contains: shipped}}
          say: It is on its way.
        - when: {user: overloaded}
          steps:
          - fail: 429
            retry_after: 3s
        - say: Hello, I am a script.
        """;

    [Fact(Timeout = Limits.Test)]
    public async Task Script_Conversation_IsPlayed()
    {
        using var scripts = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(scripts.Path, "bot.yaml"), Bot, TestContext.Current.CancellationToken);
        await using var server = await TestServer.StartAsync(change: o => o with { Scripts = scripts.Path });
        object user = new { role = "user", content = "Where is order 42?" };

        var call = (await AskAsync(server, user)).Json.GetProperty("choices")[0];
        var toolCall = call.GetProperty("message").GetProperty("tool_calls")[0];
        var answer = await AskAsync(server, user, new { role = "assistant", tool_calls = new[] { toolCall } }, new { role = "tool", tool_call_id = toolCall.GetProperty("id").GetString(), content = "shipped" });
        var refused = await AskAsync(server, new { role = "user", content = "overloaded" });

        Assert.Contains("support-bot", (await server.Rest.GetAsync("/v1/models")).Text, StringComparison.Ordinal);
        Assert.Equal("tool_calls", call.GetProperty("finish_reason").GetString());
        Assert.Equal(("get_order", """{"id":"42"}"""), (toolCall.GetProperty("function").GetProperty("name").GetString(), toolCall.GetProperty("function").GetProperty("arguments").GetString()));
        Assert.Equal("It is on its way.", answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal((HttpStatusCode.TooManyRequests, "3"), (refused.Status, refused.Header("retry-after")));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Script_Changed_IsInForceSoonAndMistakesShowInHealth()
    {
        using var scripts = new TemporaryFolder();
        var file = Path.Combine(scripts.Path, "bot.yaml");
        await File.WriteAllTextAsync(file, Bot, TestContext.Current.CancellationToken);
        await using var server = await TestServer.StartAsync(change: o => o with { Scripts = file });
        await File.WriteAllTextAsync(file, Bot.Replace("I am a script", "I was changed", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(async () => (await AskAsync(server, new { role = "user", content = "hi" })).Text.Contains("I was changed", StringComparison.Ordinal));

        await File.WriteAllTextAsync(file, "model: support-bot\nrules: []\n", TestContext.Current.CancellationToken);

        await Eventually.IsTrueAsync(async () => (await server.Rest.GetAsync("/v1/health")).Json.GetProperty("services").GetProperty("scripts").GetProperty("status").GetString() == "degraded");
        Assert.Contains("I was changed", (await AskAsync(server, new { role = "user", content = "hi" })).Text, StringComparison.Ordinal);
    }

    private static Task<RestAnswer> AskAsync(TestServer server, params object[] messages) => server.Rest.PostAsync("/v1/chat/completions", new { model = "support-bot", messages });
}
