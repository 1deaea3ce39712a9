using System.Net;
using System.Text.Json;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Rpc.Client;
using Grpc.Core;

namespace Fastchat.Server;

/// <summary>Native chat that goes on threads: what was said is read and kept, and one run at a time holds a thread, whoever comes meanwhile.</summary>
public sealed class ThreadChatTests : IAsyncLifetime
{
    private const int Crowd = 64;
    private const string Long = """{"tokens": 100000, "delay_ms": 20}""";

    private TestServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact(Timeout = Limits.Test)]
    public async Task Thread_BegunAndGoneOn_IsToldToTheModelAndOnEveryEvent()
    {
        await using var upstream = await FakeUpstream.SayingAsync("Blue ", "whales.");
        await using var server = await TestServer.StartWithAsync(upstream);
        var first = await ChatAsync(server.Rest, new { model = FakeUpstream.Model, new_thread = true, messages = Said("What is large?") });
        var thread = ThreadOf(first);

        var second = await ChatAsync(server.Rest, new { model = FakeUpstream.Model, thread_id = thread, messages = Said("How large?") });

        Assert.StartsWith("thread_", thread, StringComparison.Ordinal);
        Assert.All(first.Concat(second), e => Assert.Equal(thread, e.Json.GetProperty("thread_id").GetString()));
        Assert.Equal(["What is large?", "Blue whales.", "How large?"], upstream.LastQuestion.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("content").GetString()));
        Assert.Equal(["user: What is large?", "assistant: Blue whales.", "user: How large?", "assistant: Blue whales."], await ReadAsync(server.Rest, thread));
        var run = second[^1].Json.GetProperty("run_id").GetString();
        Assert.Equal(thread, (await server.Rest.GetAsync($"/v1/runs/{run}")).Json.GetProperty("thread_id").GetString());
        Assert.Equal(second, await server.Rest.WatchAsync($"/v1/runs/{run}/events").ToListAsync(Ct));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Thread_Fork_GoesOnFromWhereItWasMadeAndLeavesTheOther()
    {
        var thread = ThreadOf(await ChatAsync(_server.Rest, new { model = "scripted", new_thread = true, messages = Said("one") }));
        var fork = (await _server.Rest.PostAsync($"/v1/threads/{thread}/fork", new { })).Json.GetProperty("id").GetString()!;

        await ChatAsync(_server.Rest, new { model = "scripted", thread_id = fork, messages = Said("two") });

        Assert.Equal(["user: one", "assistant: one", "user: two", "assistant: two"], await ReadAsync(_server.Rest, fork));
        Assert.Equal(["user: one", "assistant: one"], await ReadAsync(_server.Rest, thread));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Thread_MissingOrNonsense_IsRefusedByName()
    {
        var missing = OwnedIds.Unknown(ThreadOf(await ChatAsync(_server.Rest, new { model = "scripted", new_thread = true, messages = Said("one") })));

        foreach (var (body, reason, param) in new (object, string, string)[]
        {
            (new { thread_id = missing, messages = Said("two") }, "conversation_not_found", "thread_id"),
            (new { thread_id = "nonsense", messages = Said("two") }, "conversation_not_found", "thread_id"),
            (new { thread_id = missing, new_thread = true, messages = Said("two") }, "invalid_value", "new_thread"),
            (new { on_busy = "reject", messages = Said("two") }, "invalid_value", "on_busy"),
            (new { thread_id = missing, on_busy = "perhaps", messages = Said("two") }, "invalid_value", "on_busy"),
        })
        {
            var answer = await _server.Rest.PostAsync("/v1/chat", body);
            Assert.Equal((reason, param), (answer.Error.GetProperty("code").GetString(), answer.Error.GetProperty("param").GetString()));
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Thread_PersonalData_IsKeptMasked()
    {
        var made = await _server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "discreet", config = new { privacy = new { input = new { email = "mask" } } } });
        var rest = _server.RestAs(made.Json.GetProperty("api_key").GetString());

        var thread = ThreadOf(await ChatAsync(rest, new { model = "scripted", new_thread = true, messages = Said("Write to jane.doe@example.com today.") }));

        Assert.Equal("user: Write to [EMAIL] today.", (await ReadAsync(rest, thread))[0]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Run_ThatIsCancelled_LeavesWhatItHasSaidMarkedAsIncomplete()
    {
        await using var busy = await BusyThread.BeginAsync(_server.Rest);

        await _server.Rest.PostAsync($"/v1/runs/{busy.Run}/cancel", new { });
        await busy.EndAsync();

        var messages = await MessagesAsync(_server.Rest, busy.Thread);
        Assert.Equal([("user", "completed"), ("assistant", "incomplete")], messages.Select(m => (m.GetProperty("role").GetString(), m.GetProperty("status").GetString())));
        Assert.NotEmpty(Words(messages[1]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Busy_Reject_IsRefusedAndNamesTheRunThatIsUnderWay()
    {
        await using var busy = await BusyThread.BeginAsync(_server.Rest);

        var answer = await _server.Rest.PostAsync("/v1/chat", new { model = "scripted", thread_id = busy.Thread, on_busy = "reject", messages = Said("hello") });
        using var call = new ChatService.ChatServiceClient(_server.Grpc).Chat(
            new ChatRequest { Model = "scripted", ThreadId = busy.Thread, OnBusy = OnBusy.Reject, Messages = { new Message { Role = Role.User, Text = "hello" } } }, cancellationToken: Ct);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.ReadAllAsync(Ct).ToListAsync(Ct).AsTask());

        Assert.Equal((HttpStatusCode.Conflict, "thread_busy"), (answer.Status, answer.Error.GetProperty("code").GetString()));
        Assert.Contains(busy.Run, answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(StatusCode.Aborted, refusal.StatusCode);
        Assert.Contains(busy.Run, refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Busy_RejectManyAtOnce_OneRunsAndAllOthersAreRefused()
    {
        var thread = await ThreadAsync(_server.Rest);

        var ends = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(i => EndAsync(_server.Rest, thread, "reject", $$"""{"tokens": 30, "delay_ms": 50}""")));

        Assert.Equal((1, Crowd - 1), (ends.Count(e => e == "complete"), ends.Count(e => e == "thread_busy")));
        Assert.Equal(2, (await MessagesAsync(_server.Rest, thread)).Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Busy_EnqueueManyAtOnce_EachHasItsTurnAloneAndInTheOrderOfComing()
    {
        var thread = await ThreadAsync(_server.Rest);

        var runs = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(i => ChatAsync(_server.Rest, new { model = "scripted", thread_id = thread, messages = Said($"q{i}") })));

        Assert.All(runs, events => Assert.Equal("complete", events[^1].Name));
        Assert.InRange(runs.Count(events => events.Any(e => KindOf(e) == "queued")), 1, Crowd - 1);
        var said = await ReadAsync(_server.Rest, thread);
        Assert.Equal(2 * Crowd, said.Count);
        Assert.Equal(Crowd, said.Distinct().Count(s => s.StartsWith("user: ", StringComparison.Ordinal)));
        for (var i = 0; i < said.Count; i += 2) Assert.Equal(said[i].Replace("user: ", "assistant: ", StringComparison.Ordinal), said[i + 1]);
        var turns = runs.Select(events => (From: At(events.Single(e => KindOf(e) == "thinking")), To: At(events[^1]))).OrderBy(t => t.From).ToList();
        Assert.All(turns.Zip(turns.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From, $"{pair.First} overlaps {pair.Second}"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Busy_Enqueue_IsToldWhatWasSaidWhileItWaited()
    {
        await using var upstream = await FakeUpstream.SayingAsync("Yes.");
        await using var server = await TestServer.StartWithAsync(upstream);
        var thread = await ThreadAsync(server.Rest);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ChatAsync(server.Rest, new { model = FakeUpstream.Model, thread_id = thread, messages = Said($"q{i}") })));

        Assert.Equal(
            (await ReadAsync(server.Rest, thread)).SkipLast(1).Select(s => s.Split(": ")[1]),
            upstream.LastQuestion.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("content").GetString()!));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("interrupt")]
    [InlineData("rollback")]
    public async Task Busy_StopOthersManyAtOnce_OneIsAnsweredAndNoneOverlaps(string policy)
    {
        var thread = await ThreadAsync(_server.Rest);

        var ends = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => EndAsync(_server.Rest, thread, policy, """{"tokens": 40, "delay_ms": 50}""")));

        Assert.All(ends, end => Assert.True(end is "complete" or "cancelled", end));
        Assert.Single(ends, end => end == "complete");
        var messages = await MessagesAsync(_server.Rest, thread);
        Assert.Equal("completed", messages[^1].GetProperty("status").GetString());
        Assert.All(messages.SkipLast(1).Where(m => m.GetProperty("role").GetString() == "assistant"), m => Assert.Equal("incomplete", m.GetProperty("status").GetString()));
        if (policy == "rollback") Assert.Equal(2, messages.Count);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("interrupt", "user incomplete user completed")]
    [InlineData("rollback", "user completed")]
    public async Task Busy_StopTheOther_IsAnsweredAtOnceAndTheThreadHoldsWhatItShould(string policy, string expected)
    {
        await using var busy = await BusyThread.BeginAsync(_server.Rest);

        var events = await ChatAsync(_server.Rest, new { model = "scripted", thread_id = busy.Thread, on_busy = policy, messages = Said("hello") });

        Assert.Equal("complete", events[^1].Name);
        Assert.Equal("cancelled", await busy.EndAsync());
        var messages = await MessagesAsync(_server.Rest, busy.Thread);
        Assert.Equal(expected, string.Join(' ', messages.Select(m => m.GetProperty("role").GetString() == "user" ? "user" : m.GetProperty("status").GetString())));
        Assert.Equal("hello", Words(messages[^1]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Queued_ThreadThatIsDeletedMeanwhile_EndsInAnErrorThatSaysSo()
    {
        await using var busy = await BusyThread.BeginAsync(_server.Rest);
        var waiting = ChatAsync(_server.Rest, new { model = "scripted", thread_id = busy.Thread, messages = Said("hello") }, until: "queued");
        await waiting.Began;

        await _server.Rest.DeleteAsync($"/v1/threads/{busy.Thread}");
        await _server.Rest.PostAsync($"/v1/runs/{busy.Run}/cancel", new { });

        Assert.Equal("conversation_not_found", (await waiting.All)[^1].Json.GetProperty("payload").GetProperty("code").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Responses_OfOneConversationAtOnce_HaveTheirTurnsOneByOne(bool store)
    {
        var conversation = (await _server.Rest.PostAsync("/v1/conversations", new { })).Json.GetProperty("id").GetString()!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => _server.Rest.PostAsync("/v1/responses", new { model = "scripted", conversation, store, input = $"q{i}" })));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        var said = (await _server.Rest.GetAsync($"/v1/conversations/{conversation}/items?order=asc&limit=100")).Json.GetProperty("data").EnumerateArray().Select(i => i.GetProperty("content")[0].GetProperty("text").GetString()).ToList();
        Assert.Equal(32, said.Count);
        for (var i = 0; i < said.Count; i += 2) Assert.Equal(said[i], said[i + 1]);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Responses_Reject_AreRefusedWhileAnotherHoldsTheConversation(bool store)
    {
        var conversation = (await _server.Rest.PostAsync("/v1/conversations", new { })).Json.GetProperty("id").GetString()!;
        await using var first = _server.Rest.StreamAsync("/v1/responses", new { model = "scripted", conversation, store, stream = true, input = Long }).GetAsyncEnumerator(Ct);
        do Assert.True(await first.MoveNextAsync());
        while (first.Current.Name != "response.output_text.delta");

        var refused = await _server.Rest.PostAsync("/v1/responses", new { model = "scripted", conversation, on_busy = "reject", input = "hello" });
        var alone = await _server.Rest.PostAsync("/v1/responses", new { model = "scripted", on_busy = "reject", input = "hello" });

        Assert.Equal((HttpStatusCode.Conflict, "thread_busy"), (refused.Status, refused.Error.GetProperty("code").GetString()));
        Assert.Equal(("invalid_value", "on_busy"), (alone.Error.GetProperty("code").GetString(), alone.Error.GetProperty("param").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_ByItsAddress_IsTheSameStreamAndGoesOnBehindTheLastEvent()
    {
        var path = $"/v1/chat/stream?model=scripted&message={Uri.EscapeDataString("One two three.")}&new_thread=true&request_id=by-address";
        var events = await _server.Rest.WatchAsync(path).ToListAsync(Ct);

        Assert.Equal("complete", events[^1].Name);
        Assert.Equal("One two three.", events[^1].Json.GetProperty("payload").GetProperty("text").GetString());
        Assert.Equal(events[3..], await _server.Rest.WatchAsync(path, lastEventId: "3").ToListAsync(Ct));
        Assert.Equal(["user: One two three.", "assistant: One two three."], await ReadAsync(_server.Rest, ThreadOf(events)));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("message=hello&after_sequence=3", "invalid_value", "after_sequence")]
    [InlineData("message=hello&after_sequence=3&request_id=never", "run_not_found", "request_id")]
    [InlineData("model=scripted", "missing_field", "message")]
    public async Task Stream_ReconnectThatWouldAskAnew_IsRefused(string query, string reason, string param)
    {
        var answer = await _server.Rest.GetAsync($"/v1/chat/stream?{query}");

        Assert.Equal((reason, param), (answer.Error.GetProperty("code").GetString(), answer.Error.GetProperty("param").GetString()));
    }

    private static object[] Said(string text) => [new { role = "user", text }];

    private static async Task<List<SseEvent>> ChatAsync(RestClient rest, object body) => await rest.StreamAsync("/v1/chat", body).ToListAsync(Ct);

    private static (Task Began, Task<List<SseEvent>> All) ChatAsync(RestClient rest, object body, string until)
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (began.Task, AllAsync());

        async Task<List<SseEvent>> AllAsync()
        {
            var events = new List<SseEvent>();
            await foreach (var next in rest.StreamAsync("/v1/chat", body))
            {
                events.Add(next);
                if (KindOf(next) == until) began.TrySetResult();
            }

            return events;
        }
    }

    private static DateTimeOffset At(SseEvent e) => e.Json.GetProperty("timestamp").GetDateTimeOffset();

    private static string? KindOf(SseEvent e) => e.Name == "status" ? e.Json.GetProperty("payload").GetProperty("kind").GetString() : null;

    private static string ThreadOf(IReadOnlyList<SseEvent> events) => events[0].Json.GetProperty("thread_id").GetString()!;

    private static async Task<string> ThreadAsync(RestClient rest) => (await rest.PostAsync("/v1/threads", new { })).Json.GetProperty("id").GetString()!;

    // How a run ended, or what its request was refused for.
    private static async Task<string> EndAsync(RestClient rest, string thread, string policy, string text)
    {
        var answer = await rest.BeginAsync(
            new HttpRequestMessage(HttpMethod.Post, "/v1/chat") { Content = System.Net.Http.Json.JsonContent.Create(new { model = "scripted", thread_id = thread, on_busy = policy, messages = Said(text) }) }, Ct);
        using (answer)
        {
            var body = await answer.Content.ReadAsStringAsync(Ct);
            if (!answer.IsSuccessStatusCode) return JsonElement.Parse(body).GetProperty("error").GetProperty("code").GetString()!;
            var last = JsonElement.Parse(body.TrimEnd().Split('\n')[^1]["data: ".Length..]);
            return last.GetProperty("event_type").GetString() == "complete" ? "complete" : last.GetProperty("payload").GetProperty("code").GetString()!;
        }
    }

    private static string Words(JsonElement message) => message.GetProperty("content")[0].GetProperty("text").GetProperty("value").GetString()!;

    private static async Task<IReadOnlyList<JsonElement>> MessagesAsync(RestClient rest, string thread)
    {
        var messages = new List<JsonElement>();
        for (var after = ""; ;)
        {
            var page = (await rest.GetAsync($"/v1/threads/{thread}/messages?order=asc&limit=100{after}")).Json;
            messages.AddRange(page.GetProperty("data").EnumerateArray());
            if (!page.GetProperty("has_more").GetBoolean()) return messages;
            after = $"&after={page.GetProperty("last_id").GetString()}";
        }
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(RestClient rest, string thread) =>
        [.. (await MessagesAsync(rest, thread)).Select(m => $"{m.GetProperty("role").GetString()}: {Words(m)}")];

    /// <summary>A thread that a run holds which goes on until it is stopped.</summary>
    private sealed class BusyThread : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<SseEvent> _events;

        private BusyThread(IAsyncEnumerator<SseEvent> events) => _events = events;

        public string Thread => _events.Current.Json.GetProperty("thread_id").GetString()!;

        public string Run => _events.Current.Json.GetProperty("run_id").GetString()!;

        public static async Task<BusyThread> BeginAsync(RestClient rest)
        {
            var events = rest.StreamAsync("/v1/chat", new { model = "scripted", new_thread = true, messages = Said(Long) }).GetAsyncEnumerator(Ct);
            do Assert.True(await events.MoveNextAsync());
            while (events.Current.Name != "token");
            return new BusyThread(events);
        }

        /// <summary>Reads it to its end, and says how that was.</summary>
        public async Task<string?> EndAsync()
        {
            while (_events.Current.Name != "error") Assert.True(await _events.MoveNextAsync());
            return _events.Current.Json.GetProperty("payload").GetProperty("code").GetString();
        }

        public ValueTask DisposeAsync() => _events.DisposeAsync();
    }
}
