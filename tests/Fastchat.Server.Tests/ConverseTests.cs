using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Governance.Audit;
using Fastchat.Testing;
using Fastchat.Tools;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

/// <summary>Chat both ways on one stream: many turns, stopped, answered and watched while their events flow.</summary>
public sealed class ConverseTests(ConverseTests.ToolServer shared) : IClassFixture<ConverseTests.ToolServer>
{
    private const string Slow = """{"tokens": 200, "delay_ms": 20}""";

    private readonly TestServer _server = shared.Server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Turns_OnOneStream_AreRunsOfTheirOwnAtTheSameTime()
    {
        using var call = new TwoWayCall(_server.Grpc);
        await call.StartAsync("a", """{"text": "one two three four", "delay_ms": 20}""");
        await call.StartAsync("b", """{"text": "five six seven eight", "delay_ms": 20}""");

        var all = await call.FinishAsync();

        Assert.Equal(("one two three four", "five six seven eight"), (TextOf(all, "a"), TextOf(all, "b")));
        Assert.NotEqual(all.First(r => r.Ref == "a").Event.RunId, all.First(r => r.Ref == "b").Event.RunId);
        Assert.True(all.FindIndex(r => r.Ref == "b") < all.FindIndex(r => r.Ref == "a" && r.Event.Complete is not null), "One waited for the other.");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancel_WithoutAName_EndsTheOneRunUnderWayAndTheStreamGoesOn()
    {
        using var call = new TwoWayCall(_server.Grpc);
        await call.StartAsync("a", Slow);
        await call.ReadUntilAsync(r => r.Event?.Token is not null);

        await call.SendAsync(new ConverseRequest { Ref = "stop", Cancel = new CancelEvent() });
        var rest = await call.ReadUntilAsync(r => r.Event?.Error is not null);
        await call.StartAsync("b", "hello");

        Assert.Equal(("a", "cancelled"), (rest[^1].Ref, rest[^1].Event.Error.Code));
        Assert.Contains("hello", TextOf(await call.FinishAsync(), "b"), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancel_ByName_EndsThatRunAlone()
    {
        using var call = new TwoWayCall(_server.Grpc);
        await call.StartAsync("a", Slow);
        await call.StartAsync("b", """{"text": "one two three", "delay_ms": 50}""");
        var run = (await call.ReadUntilAsync(r => r.Ref == "a"))[^1].Event.RunId;

        await call.SendAsync(new ConverseRequest { Cancel = new CancelEvent { RunId = run } });

        var all = await call.FinishAsync();
        Assert.Equal("cancelled", all.Last(r => r.Ref == "a").Event.Error.Code);
        Assert.NotNull(all.Last(r => r.Ref == "b").Event.Complete);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Turns_OnAThread_GoOnFromEachOtherAndMeetItBusyAsTheySay()
    {
        using var call = new TwoWayCall(_server.Grpc);
        await call.SendAsync(new ConverseRequest { Start = OnThread("hello") });
        var thread = (await call.ReadUntilAsync(r => r.Event?.Complete is not null))[^1].Event.ThreadId;
        await call.SendAsync(new ConverseRequest { Ref = "slow", Start = OnThread(Slow, thread) });
        await call.ReadUntilAsync(r => r.Event?.Token is not null);

        await call.SendAsync(new ConverseRequest { Ref = "refused", Start = OnThread("at once", thread, OnBusy.Reject) });
        var refused = (await call.ReadUntilAsync(r => r.Error is not null))[^1];
        await call.SendAsync(new ConverseRequest { Ref = "next", Start = OnThread("in its place", thread, OnBusy.Interrupt) });
        var next = (await call.ReadUntilAsync(r => r is { Ref: "next", Event.Complete: not null }))[^1];

        Assert.Equal(("refused", "thread_busy"), (refused.Ref, refused.Error.Code));
        Assert.Equal(thread, next.Event.ThreadId);
        var messages = (await _server.Rest.GetAsync($"/v1/threads/{thread}/messages")).Text;
        Assert.Contains("in its place", messages, StringComparison.Ordinal);
        Assert.DoesNotContain("at once", messages, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Event_ThatIsWrong_IsAnsweredWithTheFieldAndTheStreamLives()
    {
        using var call = new TwoWayCall(_server.Grpc);
        ConverseRequest[] wrong =
        [
            new() { Ref = "nothing" },
            new() { Ref = "empty", Start = new ChatRequest() },
            new() { Ref = "model", Start = TwoWayCall.Turn("hello", model: "nobody") },
            new() { Ref = new string('a', 65), Cancel = new CancelEvent() },
            new() { Ref = "none to stop", Cancel = new CancelEvent() },
            new() { Ref = "no run", Cancel = new CancelEvent { RunId = "run_nowhere" } },
            new() { Ref = "no run either", Watch = new WatchRunRequest { RunId = "run_nowhere" } },
            new() { Ref = "not asked", ToolResult = new ToolResultEvent { CallId = "call_1" } },
            new() { Ref = "too much", ToolResult = new ToolResultEvent { CallId = "call_1", Output = new string('a', (1024 * 1024) + 1) } },
            new() { Ref = "not here", Approval = new ApprovalEvent { RunId = "run_nowhere", CallId = "call_1" } },
        ];

        var answers = new List<(string, string)>();
        foreach (var request in wrong)
        {
            await call.SendAsync(request);
            var answer = await call.ReadAsync();
            Assert.Equal(request.Ref, answer.Ref);
            answers.Add((answer.Error.Code, answer.Error.Param));
        }

        await call.StartAsync("a", "hello");

        Assert.Equal(
            [
                ("missing_field", "event"), ("missing_field", "messages"), ("model_not_found", "model"), ("invalid_value", "ref"), ("invalid_value", "run_id"), ("run_not_found", "run_id"),
                ("run_not_found", "run_id"), ("invalid_value", "call_id"), ("invalid_value", "output"), ("run_not_found", "run_id"),
            ],
            answers);
        Assert.Contains("hello", TextOf(await call.FinishAsync(), "a"), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Run_ThatCallsAToolOfTheCaller_GoesOnWithTheResult()
    {
        using var call = new TwoWayCall(_server.Grpc);
        foreach (var name in new[] { "a", "b" }) await call.SendAsync(new ConverseRequest { Ref = name, Start = Asking("order") });
        var waiting = new Dictionary<string, AwaitedAnswer>();
        while (waiting.Count < 2)
        {
            var next = await call.ReadAsync();
            if (next.Awaited is { } awaited) waiting[next.Ref] = awaited;
        }

        // The model gives the same id to both: the run has to be named.
        await call.SendAsync(new ConverseRequest { Ref = "which", ToolResult = new ToolResultEvent { CallId = "call_1", Output = "lost" } });
        var refused = (await call.ReadUntilAsync(r => r.Error is not null))[^1];
        foreach (var (name, awaited) in waiting) await call.SendAsync(new ConverseRequest { ToolResult = new ToolResultEvent { RunId = awaited.RunId, CallId = awaited.Call.CallId, Output = $"{name} shipped" } });
        var all = await call.FinishAsync();

        Assert.Equal(("which", "invalid_value", "run_id"), (refused.Ref, refused.Error.Code, refused.Error.Param));
        Assert.All(waiting.Values, w => Assert.Equal((AwaitedKind.Result, "get_order", """{"id":"42"}"""), (w.Kind, w.Call.Name, w.Call.Arguments)));
        foreach (var name in waiting.Keys) Assert.Equal($"It says {name} shipped.", all.Last(r => r.Ref == name).Event.Complete.Text);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_ThatNeedsLeave_MakesTheCallOnlyWithIt(bool approve)
    {
        using var call = new TwoWayCall(_server.Grpc);
        await call.SendAsync(new ConverseRequest { Start = Asking("leave") });
        var asked = (await call.ReadUntilAsync(r => r.Awaited is not null))[^1].Awaited;

        await call.SendAsync(new ConverseRequest { Approval = new ApprovalEvent { CallId = asked.Call.CallId, Approve = approve } });

        var run = (await call.FinishAsync())[^1].Event.Complete.ToolRuns.Single();
        Assert.Equal((AwaitedKind.Approval, "guarded"), (asked.Kind, asked.Call.Name));
        Assert.Equal(approve ? ToolOutcome.Ok : ToolOutcome.NotApproved, run.Outcome);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("order")]
    [InlineData("leave")]
    public async Task Run_ThatAsksACallerWhoHasClosed_WaitsNoLonger(string question)
    {
        using var call = new TwoWayCall(_server.Grpc);
        await call.SendAsync(new ConverseRequest { Start = Asking(question) });
        await call.ReadUntilAsync(r => r.Awaited is not null);

        var last = (await call.FinishAsync())[^1].Event;

        // A result cannot be done without; leave that is not given is none.
        if (question == "order") Assert.Equal("call_unanswered", last.Error.Code);
        else Assert.Equal(ToolOutcome.NotApproved, Assert.Single(last.Complete.ToolRuns).Outcome);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Caller_WhoIsCutOff_GoesOnWhereHeWasOrFindsTheRunCancelledAsHeSaid(bool goesOn)
    {
        List<ConverseResponse> seen;
        using (var cut = new TwoWayCall(_server.Grpc))
        {
            await cut.StartAsync("a", """{"tokens": 40, "delay_ms": 10}""", goesOn);
            seen = await cut.ReadUntilAsync(r => r.Event.Sequence == 10);
        }

        using var call = new TwoWayCall(_server.Grpc);
        await call.SendAsync(new ConverseRequest { Ref = "again", Watch = new WatchRunRequest { RunId = seen[0].Event.RunId, AfterSequence = 10 } });
        seen.AddRange(await call.FinishAsync());

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(i => (ulong)i), seen.Select(r => r.Event.Sequence));
        if (goesOn) Assert.Equal(seen[^1].Event.Complete.Text, string.Concat(seen.Select(r => r.Event.Token?.Text)));
        else Assert.Equal("cancelled", seen[^1].Event.Error.Code);
        Assert.Equal("again", seen[^1].Ref);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Turns_BeyondTheLimit_AreRefusedThoughTheStreamIsOpen()
    {
        // The stream is one call, and each turn another.
        using var call = new TwoWayCall(_server.GrpcAs(await TenantAsync("tight", new { limits = new { requests_per_day = 3 } })));
        foreach (var name in new[] { "a", "b" })
        {
            await call.StartAsync(name, "hello");
            Assert.NotNull((await call.ReadUntilAsync(r => r.Event?.Complete is not null))[^1]);
        }

        await call.StartAsync("c", "hello");

        var refused = await call.ReadAsync();
        Assert.Equal(("c", "rate_limit_exceeded", true), (refused.Ref, refused.Error.Code, refused.Error.Retryable));
        Assert.InRange(refused.Error.RetryAfterMs, 1, 86_400_000);
        Assert.Empty(await call.FinishAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Key_RevokedWhileTheStreamIsOpen_GetsNoFurther()
    {
        var key = (await _server.Rest.PostAsync("/v1/admin/keys", new { name = "to go", role = "user" })).Json;
        using var call = new TwoWayCall(_server.GrpcAs(key.GetProperty("api_key").GetString()));
        await call.StartAsync("a", Slow);
        var run = (await call.ReadUntilAsync(r => r.Event?.Token is not null))[0].Event.RunId;
        await _server.Rest.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/v1/admin/keys/{key.GetProperty("key").GetProperty("key_id").GetString()}"));

        await call.StartAsync("b", "hello");
        var told = await call.ReadUntilAsync(r => r.Error is not null);
        var ended = await Assert.ThrowsAsync<RpcException>(call.RestAsync);

        Assert.Equal("invalid_api_key", told[^1].Error.Code);
        Assert.Equal(StatusCode.Unauthenticated, ended.StatusCode);
        await Poll.UntilAsync(async () => (await _server.Rest.GetAsync($"/v1/runs/{run}")).Json.GetProperty("status").GetString(), status => status == "cancelled");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Model_ThatTheTenantsRulesDeny_IsRefusedInTheStream()
    {
        var key = await TenantAsync("ruled", new { });
        await _server.RestAs(key).PostAsync("/v1/admin/policies", new { spec = new { name = "no scripts", effect = "deny", models = new[] { "scripted" } } });
        using var call = new TwoWayCall(_server.GrpcAs(key));
        await call.StartAsync("a", "hello");

        var answer = Assert.Single(await call.FinishAsync());

        Assert.Equal(("a", "policy_denied"), (answer.Ref, answer.Error.Code));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Runs_AsManyAsMayBe_LeaveNoRoomForOneMoreUntilOneEnds()
    {
        using var call = new TwoWayCall(_server.Grpc);
        for (var i = 0; i < 16; i++) await call.StartAsync($"{i}", Slow);
        await call.StartAsync("one more", "hello");

        var refused = (await call.ReadUntilAsync(r => r.Error is not null))[^1];
        Assert.Equal(("one more", "rate_limit_exceeded"), (refused.Ref, refused.Error.Code));

        var run = (await call.ReadUntilAsync(r => r.Ref == "3"))[^1].Event.RunId;
        await call.SendAsync(new ConverseRequest { Cancel = new CancelEvent { RunId = run } });
        await call.ReadUntilAsync(r => r.Event?.Error is not null);
        await call.StartAsync("again", "hello");
        await call.ReadUntilAsync(r => r is { Ref: "again", Event.Complete: not null });
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Turn_OfAStream_IsRecordedAndCountedAsAnyCallOfChat()
    {
        var made = (await _server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "recorded" })).Json;
        var key = made.GetProperty("api_key").GetString()!;
        using (var call = new TwoWayCall(_server.GrpcAs(key)))
        {
            await call.StartAsync("a", """{"tokens": 5}""");
            await call.ReadUntilAsync(r => r.Event?.Complete is not null);
            await call.StartAsync("b", "hello", model: "nobody");
            await call.FinishAsync();
        }

        var store = _server.Host.Services.GetRequiredService<AuditStore>();
        var chain = new AuditChain(made.GetProperty("tenant").GetProperty("tenant_id").GetString()!);
        var records = await Poll.UntilAsync(() => store.ReadAsync(chain, 0, 100, Token), r => r.Count == 3);
        Assert.Equal(
            [("fastchat.chat.v1.ChatService/Chat", "model_not_found"), ("fastchat.chat.v1.ChatService/Chat", "ok"), ("fastchat.chat.v1.ChatService/Converse", "ok")],
            records.Select(r => (r.Action, r.Outcome)).Order());
        Assert.Equal(5, records.Sum(r => r.OutputTokens ?? 0));
        var usage = (await _server.RestAs(key).GetAsync("/v1/admin/usage")).Json.GetProperty("usage");
        Assert.Equal(5, usage.EnumerateArray().Sum(u => u.GetProperty("completion_tokens").GetInt64()));
    }

    private static string TextOf(IEnumerable<ConverseResponse> all, string name)
    {
        var events = all.Where(r => r.Ref == name).Select(r => r.Event).ToList();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (ulong)i), events.Select(e => e.Sequence));
        Assert.Equal(events[^1].Complete.Text, string.Concat(events.Select(e => e.Token?.Text)));
        return events[^1].Complete.Text;
    }

    private static ChatRequest OnThread(string text, string thread = "", OnBusy? onBusy = null)
    {
        var request = TwoWayCall.Turn(text);
        request.ThreadId = thread;
        request.NewThread = thread.Length == 0;
        if (onBusy is { } wish) request.OnBusy = wish;
        return request;
    }

    private async Task<string> TenantAsync(string name, object config) =>
        (await _server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name, config })).Json.GetProperty("api_key").GetString()!;

    private static ChatRequest Asking(string question)
    {
        var request = TwoWayCall.Turn(question, model: "tool-bot");
        request.Tools.Add(new Tool { Function = new Function { Name = "get_order", Description = "An order." } });
        request.Tools.Add(new Tool { ServerTool = new ServerTool { Name = "guarded" } });
        return request;
    }

    /// <summary>A server with a model that calls tools: one of the caller's, and one that needs his leave.</summary>
    public sealed class ToolServer : IAsyncLifetime
    {
        private const string Bot =
            """
            model: tool-bot
            rules:
            - when: {user: order, tool_result: false}
              steps:
              - call: get_order
                id: call_1
                arguments: {id: "42"}
            - when: {user: leave, tool_result: false}
              steps:
              - call: guarded
            - say: "It says ${tool_result}."
            """;

        private readonly TemporaryFolder _scripts = new();

        /// <summary>The server.</summary>
        public TestServer Server { get; private set; } = null!;

        /// <inheritdoc />
        public async ValueTask InitializeAsync()
        {
            await File.WriteAllTextAsync(Path.Combine(_scripts.Path, "bot.yaml"), Bot, Token);
            Server = await TestServer.StartAsync(
                change: o => o with { Scripts = _scripts.Path },
                configure: builder => builder.Services.AddSingleton<ITool>(new FakeTool("guarded") { RequiresApproval = true }));
        }

        /// <inheritdoc />
        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _scripts.Dispose();
        }
    }
}
