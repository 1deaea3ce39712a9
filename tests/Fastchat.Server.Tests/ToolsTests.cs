using System.Net;
using System.Text.Json;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Testing;
using Fastchat.Tools;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

/// <summary>Tools that the server runs in a turn, on every door, with models that are written down and a service that is really called.</summary>
public sealed class ToolsTests : IAsyncLifetime
{
    private const string Bot =
        """
        model: tool-bot
        rules:
        - when: {user: time, tool_result: false}
          steps:
          - say: "Let me look. "
          - call: current_time
            arguments: {time_zone: Europe/Berlin}
        - when: {user: weather, tool_result: false}
          steps:
          - call: weather
            arguments: {city: Oslo}
          - call: weather
            arguments: {city: Rome}
        - when: {user: both, tool_result: false}
          steps:
          - call: get_order
            arguments: {id: "42"}
          - call: weather
            arguments: {city: Oslo}
        - when: {user: leave, tool_result: false}
          steps:
          - call: guarded
        - when: {user: endless}
          steps:
          - call: current_time
        - when: {tool_result: true}
          say: "It says ${tool_result}."
        - say: Nothing to do.
        """;

    private readonly TemporaryFolder _scripts = new();
    private readonly FakeTool _guarded = new("guarded") { RequiresApproval = true };
    private readonly FakeTool _weather = new("weather", (call, _) =>
    {
        call.Progress(new ToolProgress("asking the stations", 0.5));
        return ValueTask.FromResult(ToolResult.Ok($"{call.Arguments["city"]} is sunny for {call.Tenant.Value.Length} letters"));
    })
    {
        Parameters = Google.Protobuf.WellKnownTypes.Struct.Parser.ParseJson("""{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}"""),
    };

    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_scripts.Path, "bot.yaml"), Bot, Token);
        _server = await TestServer.StartAsync(
            change: o => o with { Scripts = _scripts.Path, Tools = new StatedTools([], new ToolLimits { Rounds = 3 }) },
            configure: builder => builder.Services.AddSingleton<ITool>(_weather).AddSingleton<ITool>(_guarded));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _scripts.Dispose();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task List_Pages_AreAllToolsByName()
    {
        var first = (await _server.Rest.GetAsync("/v1/tools?page_size=2")).Json;
        var second = (await _server.Rest.GetAsync($"/v1/tools?page_token={first.GetProperty("next_page_token").GetString()}")).Json;

        var tools = first.GetProperty("tools").EnumerateArray().Concat(second.GetProperty("tools").EnumerateArray()).ToList();
        Assert.Equal(["current_time", "guarded", "weather"], tools.Select(t => t.GetProperty("name").GetString()));
        Assert.Equal("", second.GetProperty("next_page_token").GetString());
        Assert.True(tools[1].GetProperty("requires_approval").GetBoolean());
        Assert.Equal("object", tools[2].GetProperty("parameters").GetProperty("type").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_ServersTool_IsToldAsItGoesAndKeptWithTheRun()
    {
        var events = await ChatAsync("weather", Offered("weather"));

        var steps = events.Where(e => e.Status?.ToolStep is not null).Select(e => e.Status).ToList();
        Assert.Equal(
            [StatusKind.ToolStart, StatusKind.ToolProgress, StatusKind.ToolEnd],
            steps.Where(s => s.ToolStep.CallId == steps[0].ToolStep.CallId).Select(s => s.Kind));
        Assert.Equal("""{"city":"Oslo"}""", steps[0].ToolStep.Arguments);
        var completion = events[^1].Complete;
        Assert.Equal(["Oslo is sunny for 10 letters", "Rome is sunny for 10 letters"], completion.ToolRuns.Select(r => r.Output));
        Assert.All(completion.ToolRuns, r => Assert.Equal((ToolOutcome.Ok, 1, true), (r.Outcome, r.Round, r.Duration is not null)));
        Assert.Equal(("It says Rome is sunny for 10 letters.", "stop", 2), (completion.Text, completion.FinishReason, completion.Rounds));
        var run = await new RunService.RunServiceClient(_server.Grpc).GetRunAsync(new GetRunRequest { RunId = events[0].RunId }, cancellationToken: Token);
        Assert.Equal(completion, run.Run.Completion);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_CallersToolBesideTheServers_GoesOnInASecondRequest()
    {
        Tool[] tools = [.. Offered("weather"), new Tool { Function = new Function { Name = "get_order", Description = "An order." } }];

        var first = (await ChatAsync("both", tools))[^1].Complete;
        Assert.Equal(("tool_calls", "get_order", "weather"), (first.FinishReason, Assert.Single(first.ToolCalls).Name, Assert.Single(first.ToolRuns).Name));
        var history = new[]
        {
            User("both"),
            new Message { Role = Role.Assistant, Text = first.Text, ToolCalls = { first.ToolCalls }, ToolRuns = { first.ToolRuns } },
            new Message { Role = Role.Tool, ToolCallId = first.ToolCalls[0].CallId, Text = "shipped" },
        };
        var second = (await ChatAsync(new ChatRequest { Model = "tool-bot", Messages = { history }, Tools = { tools } }))[^1].Complete;

        Assert.Equal(("It says shipped.", "stop"), (second.Text, second.FinishReason));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_ToolThatNeedsLeave_IsRefusedToTheModelWhereNobodyCanBeAsked()
    {
        var completion = (await ChatAsync("leave", Offered("guarded")))[^1].Complete;

        Assert.Equal(ToolOutcome.NotApproved, Assert.Single(completion.ToolRuns).Outcome);
        Assert.Contains("not_approved", completion.Text, StringComparison.Ordinal);
        Assert.Empty(_guarded.Calls);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_EndlessCalls_EndTyped()
    {
        var events = await ChatAsync("endless", Offered("current_time"));

        Assert.Equal("tool_limit_reached", events[^1].Error.Code);
        Assert.Contains("rounds: 3", events.Single(e => e.Status?.Kind == StatusKind.ToolLimit).Status.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"type": "server_tool", "name": "nothing"}""", HttpStatusCode.NotFound, "tool_not_found", "tools[0].name")]
    [InlineData("""{"type": "server_tool"}""", HttpStatusCode.BadRequest, "missing_field", "tools[0].name")]
    [InlineData("""{"type": "function"}""", HttpStatusCode.BadRequest, "missing_field", "tools[0].name")]
    [InlineData("""{"type": "function", "name": "a b"}""", HttpStatusCode.BadRequest, "invalid_value", "tools[0].name")]
    [InlineData("""{"type": "function", "name": "a", "parameters": {"type": 5}}""", HttpStatusCode.BadRequest, "invalid_value", "tools[0].parameters.type")]
    public async Task Chat_WrongTool_IsRefusedByName(string tool, HttpStatusCode status, string code, string param)
    {
        var answer = await _server.Rest.PostAsync("/v1/chat", new { model = "tool-bot", messages = new[] { new { role = "user", text = "time" } }, tools = new[] { JsonSerializer.Deserialize<JsonElement>(tool) } });

        Assert.Equal((status, code, param), (answer.Status, answer.Error.GetProperty("code").GetString(), answer.Error.GetProperty("param").GetString()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("nobody", true, "tool_choice")]
    [InlineData("current_time", true, null)]
    [InlineData("none", true, null)]
    [InlineData("required", false, "tool_choice")]
    public async Task Chat_ToolChoice_MustBeOneOfTheTools(string choice, bool offered, string? param)
    {
        var tools = offered ? new object[] { new { type = "server_tool", name = "current_time" } } : [];
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat") { Content = System.Net.Http.Json.JsonContent.Create(new { model = "tool-bot", messages = new[] { new { role = "user", text = "hi" } }, tools, tool_choice = choice }) };

        var answer = await _server.Rest.SendAsync(request);

        Assert.Equal(param, answer.Status == HttpStatusCode.OK ? null : answer.Error.GetProperty("param").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_ModelWithoutTools_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => ChatAsync(new ChatRequest { Model = "extractive", Messages = { User("time") }, Tools = { Offered("current_time") } }));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Completion_ServersTool_IsDoneAndToldWithTheMessage()
    {
        var answer = await CompleteAsync("time", "current_time");

        var message = answer.Json.GetProperty("choices")[0].GetProperty("message");
        var call = Assert.Single(message.GetProperty("server_tool_calls").EnumerateArray());
        Assert.Equal(("current_time", "ok"), (call.GetProperty("name").GetString(), call.GetProperty("outcome").GetString()));
        Assert.Contains("Europe/Berlin", call.GetProperty("output").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("Let me look. It says {", message.GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal("stop", answer.Json.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Completion_Streamed_TellsToolsByStatusForThoseWhoAsk()
    {
        var events = await _server.Rest.StreamAsync("/v1/chat/completions", new
        {
            model = "tool-bot",
            stream = true,
            stream_options = new { include_status = true },
            messages = new[] { new { role = "user", content = "time" } },
            tools = new[] { new { type = "fastchat:server_tool", name = "current_time" } },
        }).ToListAsync(Token);

        Assert.Equal(
            ["thinking ", "tool_start current_time", "tool_complete current_time", "thinking "],
            events.Where(e => e.Name == "status").Select(e => $"{e.Json.GetProperty("type").GetString()} {(e.Json.TryGetProperty("tool", out var tool) ? tool.GetString() : "")}"));
        Assert.Single(events, e => e.Name is null && e.Data != "[DONE]" && e.Json.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("server_tool_calls", out _));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"type": "fastchat:server_tool", "name": "nothing"}""", 1, "tools[0].name")]
    [InlineData("""{"type": "fastchat:server_tool"}""", 1, "tools[0].name")]
    [InlineData("""{"type": "fastchat:server_tool", "name": "current_time"}""", 2, "n")]
    public async Task Completion_WrongTool_IsRefusedByName(string tool, int n, string param)
    {
        var answer = await _server.Rest.PostAsync("/v1/chat/completions", new { model = "tool-bot", n, messages = new[] { new { role = "user", content = "time" } }, tools = new[] { JsonSerializer.Deserialize<JsonElement>(tool) } });

        Assert.Equal(param, answer.Error.GetProperty("param").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Completion_TwoToolsOfOneName_AreRefused()
    {
        var tools = new object[] { new { type = "fastchat:server_tool", name = "weather" }, new { type = "function", function = new { name = "weather" } } };

        var answer = await _server.Rest.PostAsync("/v1/chat/completions", new { model = "tool-bot", messages = new[] { new { role = "user", content = "time" } }, tools });

        Assert.Equal("tools", answer.Error.GetProperty("param").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Response_RetrievedAndStreamedAgain_IsTheSame()
    {
        var made = (await RespondAsync("weather", "weather")).Json;

        var again = (await _server.Rest.GetAsync($"/v1/responses/{made.GetProperty("id").GetString()}")).Json;
        var events = await _server.Rest.WatchAsync($"/v1/responses/{made.GetProperty("id").GetString()}?stream=true").ToListAsync(Token);

        var output = made.GetProperty("output");
        Assert.Equal(["mcp_call", "mcp_call", "message"], output.EnumerateArray().Select(i => i.GetProperty("type").GetString()));
        Assert.Equal(output.GetRawText(), again.GetProperty("output").GetRawText());
        Assert.Equal(output.GetRawText(), events[^2].Json.GetProperty("response").GetProperty("output").GetRawText());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"type": "mcp"}""", "tools[0].server_label")]
    [InlineData("""{"type": "mcp", "server_label": "other"}""", "tools[0].server_label")]
    [InlineData("""{"type": "mcp", "server_label": "fastchat", "server_url": "https://a.example/"}""", "tools[0].server_url")]
    [InlineData("""{"type": "mcp", "server_label": "fastchat", "connector_id": "c"}""", "tools[0].connector_id")]
    [InlineData("""{"type": "mcp", "server_label": "fastchat", "require_approval": "always"}""", "tools[0].require_approval")]
    [InlineData("""{"type": "mcp", "server_label": "fastchat", "allowed_tools": ["nothing"]}""", "tools[0].allowed_tools")]
    public async Task Response_WrongTool_IsRefusedByName(string tool, string param)
    {
        var answer = await _server.Rest.PostAsync("/v1/responses", new { model = "tool-bot", input = "time", tools = new[] { JsonSerializer.Deserialize<JsonElement>(tool) } });

        Assert.Equal(param, answer.Error.GetProperty("param").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(128, HttpStatusCode.OK)]
    [InlineData(129, HttpStatusCode.BadRequest)]
    public async Task Response_ManyToolsByName_AreRefusedFromALimitOn(int count, HttpStatusCode status)
    {
        var allowed = new { tool_names = Enumerable.Repeat("current_time", count) };

        var answer = await _server.Rest.PostAsync("/v1/responses", new { model = "tool-bot", input = "hi", tools = new[] { new { type = "mcp", server_label = "fastchat", allowed_tools = allowed } } });

        Assert.Equal(status, answer.Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Response_MaxToolCalls_IsHeld()
    {
        var answer = (await _server.Rest.PostAsync("/v1/responses", new { model = "tool-bot", input = "weather", max_tool_calls = 1, tools = new[] { new { type = "mcp", server_label = "fastchat" } } })).Json;

        Assert.Equal(["completed", "failed", "completed"], answer.GetProperty("output").EnumerateArray().Select(i => i.GetProperty("status").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rule_DenyingATool_TakesItOutOfListsAndOffersAndRefusesWhoNamesIt()
    {
        var owner = _server.RestAs(await _server.AddTenantAsync("strict"));
        await owner.PostAsync("/v1/admin/policies", new { spec = new { name = "no weather", effect = "deny", tools = new[] { "weather" } } });

        var listed = await owner.GetAsync("/v1/tools");
        var named = await owner.PostAsync("/v1/responses", new { model = "tool-bot", input = "weather", tools = new[] { new { type = "mcp", server_label = "fastchat", allowed_tools = new[] { "weather" } } } });
        var all = await owner.PostAsync("/v1/responses", new { model = "tool-bot", input = "weather", tools = new[] { new { type = "mcp", server_label = "fastchat" } } });
        var completion = await owner.PostAsync("/v1/chat/completions", new { model = "tool-bot", messages = new[] { new { role = "user", content = "weather" } }, tools = new[] { new { type = "fastchat:server_tool", name = "weather" } } });

        Assert.DoesNotContain("weather", listed.Text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (named.Status, completion.Status));
        Assert.Equal(["failed", "failed", "completed"], all.Json.GetProperty("output").EnumerateArray().Select(i => i.GetProperty("status").GetString()));
        Assert.Empty(_weather.Calls);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tenant_WhoseModelsHaveNoTools_IsOfferedNone()
    {
        var admin = _server.RestAs(TestServer.AdminKey);
        var made = await admin.PostAsync("/api/v1/admin/clients", new { client_id = "toolless", name = "Toolless", config = new { models = new { allow_tools = false } } });
        var owner = _server.RestAs(made.Json.GetProperty("api_key").GetString()!);

        Assert.Empty((await owner.GetAsync("/v1/tools")).Json.GetProperty("tools").EnumerateArray());
        var refused = await owner.PostAsync("/v1/chat/completions", new { model = "tool-bot", messages = new[] { new { role = "user", content = "time" } }, tools = new[] { new { type = "fastchat:server_tool", name = "current_time" } } });
        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tool_GetsTheTenantThatCalls()
    {
        var other = _server.RestAs(await _server.AddTenantAsync("other"));
        await RespondAsync("weather", "weather");
        await other.PostAsync("/v1/responses", new { model = "tool-bot", input = "weather", tools = new[] { new { type = "mcp", server_label = "fastchat", allowed_tools = new[] { "weather" } } } });

        Assert.Equal(2, _weather.Calls.Select(c => c.Tenant).Distinct().Count());
        Assert.Equal(_server.Host.Tenant, _weather.Calls.First().Tenant);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Audit_TellsEachCallWithoutItsWords()
    {
        await CompleteAsync("weather", "weather");

        var records = (await _server.Rest.GetAsync("/v1/admin/audit?page_size=20")).Text;

        Assert.Contains("tool.1", records, StringComparison.Ordinal);
        Assert.Contains("weather:ok:", records, StringComparison.Ordinal);
        Assert.Contains("tool.2", records, StringComparison.Ordinal);
        Assert.DoesNotContain("sunny", records, StringComparison.Ordinal);
        Assert.DoesNotContain("Oslo", records, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Usage_OfAllRounds_IsPutDownOnce()
    {
        var usage = (await CompleteAsync("time", "current_time")).Json.GetProperty("usage");

        var sums = (await _server.Rest.GetAsync("/v1/admin/usage")).Json.GetProperty("usage")[0];
        Assert.Equal(1, sums.GetProperty("requests").GetInt64());
        Assert.Equal(usage.GetProperty("total_tokens").GetInt64(), sums.GetProperty("prompt_tokens").GetInt64() + sums.GetProperty("completion_tokens").GetInt64());
        Assert.True(usage.GetProperty("prompt_tokens").GetInt64() > 1);
    }

    private static Tool[] Offered(params string[] names) => [.. names.Select(n => new Tool { ServerTool = new ServerTool { Name = n } })];

    private static Message User(string text) => new() { Role = Role.User, Text = text };

    private Task<List<ChatEvent>> ChatAsync(string text, params Tool[] tools) => ChatAsync(new ChatRequest { Model = "tool-bot", Messages = { User(text) }, Tools = { tools } });

    private async Task<List<ChatEvent>> ChatAsync(ChatRequest request)
    {
        using var call = new ChatService.ChatServiceClient(_server.Grpc).Chat(request, cancellationToken: Token);
        return await call.ResponseStream.ReadAllAsync(Token).Select(r => r.Event).ToListAsync(Token);
    }

    private Task<RestAnswer> CompleteAsync(string text, string tool) =>
        _server.Rest.PostAsync("/v1/chat/completions", new { model = "tool-bot", messages = new[] { new { role = "user", content = text } }, tools = new[] { new { type = "fastchat:server_tool", name = tool } } });

    private Task<RestAnswer> RespondAsync(string text, string tool) =>
        _server.Rest.PostAsync("/v1/responses", new { model = "tool-bot", input = text, tools = new[] { new { type = "mcp", server_label = "fastchat", allowed_tools = new[] { tool } } } });
}
