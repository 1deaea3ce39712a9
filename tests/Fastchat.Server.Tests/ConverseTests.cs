using System.Net.Http.Json;
using Fastchat.Chat;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Governance.Audit;
using Fastchat.Rpc;
using Fastchat.Rpc.Calls;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RunService = Fastchat.Contracts.Chat.V1.RunService;

namespace Fastchat.Server;

/// <summary>Chat both ways on one stream: many turns, stopped, answered and watched while their events flow.</summary>
public sealed class ConverseTests(ConverseTests.AskingServer shared) : IClassFixture<ConverseTests.AskingServer>
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
    public async Task Run_ThatAsksItsCaller_GetsHisLeaveAndHisResult()
    {
        using var call = new TwoWayCall(_server.Grpc);
        await call.StartAsync("a", AskingTurn.Question);

        var leave = (await call.ReadUntilAsync(r => r.Awaited is not null))[^1];
        await call.SendAsync(new ConverseRequest { Approval = new ApprovalEvent { RunId = leave.Awaited.RunId, CallId = leave.Awaited.Call.CallId, Approve = true } });
        var result = (await call.ReadUntilAsync(r => r.Awaited is not null))[^1];
        await call.SendAsync(new ConverseRequest { ToolResult = new ToolResultEvent { CallId = result.Awaited.Call.CallId, Output = "42" } });

        Assert.Equal(("a", AwaitedKind.Approval, AwaitedKind.Result), (leave.Ref, leave.Awaited.Kind, result.Awaited.Kind));
        Assert.Equal("True 42", (await call.FinishAsync()).Single(r => r.Event.Complete is not null).Event.Complete.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Run_ThatAsksACallerWhoHasClosed_IsToldThatHeAnswersNoMore()
    {
        using var call = new TwoWayCall(_server.Grpc);
        await call.StartAsync("a", AskingTurn.Question);
        await call.ReadUntilAsync(r => r.Awaited is not null);

        Assert.Equal("call_unanswered", (await call.FinishAsync()).Single().Error.Code);
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

    private async Task<string> TenantAsync(string name, object config) =>
        (await _server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name, config })).Json.GetProperty("api_key").GetString()!;

    /// <summary>A server in which one question is answered by a turn that asks its caller.</summary>
    public sealed class AskingServer : IAsyncLifetime
    {
        /// <summary>The server.</summary>
        public TestServer Server { get; private set; } = null!;

        /// <inheritdoc />
        public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync(configure: builder => builder.Services.AddRpcInterceptor<AskingTurn>());

        /// <inheritdoc />
        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    /// <summary>In the place of the method that answers: asks for leave, then for a result, and says what it got.</summary>
    private sealed class AskingTurn : CallInterceptor
    {
        public const string Question = "ask me";

        public override async Task InterceptAsync(ServerCall call, CallHandler next)
        {
            if (call is not InnerCall || !call.UserState.TryGetValue(typeof(ICallerAnswers), out var state))
            {
                await next(call);
                return;
            }

            var answers = (ICallerAnswers)state;
            call.Observe(new Asker(call, answers));
            await next(call);
        }

        // Before the first event of the run leaves nobody can be asked; behind it, whoever is asked answers in the middle of the run.
        private sealed class Asker(ServerCall call, ICallerAnswers answers) : CallObserver
        {
            private bool _asks;
            private string _answer = "";

            public override ValueTask OnRequestAsync(Google.Protobuf.IMessage message)
            {
                _asks = message is ChatRequest { Messages: [{ Text: Question }] };
                return default;
            }

            public override async ValueTask OnResponseAsync(Google.Protobuf.IMessage message)
            {
                if (!_asks || message is not ChatResponse { Event: { } chatEvent }) return;
                if (chatEvent.Status is { Kind: StatusKind.Thinking })
                {
                    var leave = await answers.ApproveAsync(new RequestedCall { CallId = "call_1", Name = "get" }, call.CancellationToken);
                    _answer = $"{leave} {await answers.AnswerAsync(new RequestedCall { CallId = "call_2", Name = "get" }, call.CancellationToken)}";
                }

                if (chatEvent.Complete is { } complete) complete.Text = _answer;
            }
        }
    }
}
