using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Fastchat.Contracts.Chat.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using RunEventStore = Fastchat.Runs.RunEventStore;

namespace Fastchat.Server;

/// <summary>Streams that cannot be lost: a run's events can be watched by anybody of its tenant, from any place on.</summary>
public sealed class WatchRunTests : IAsyncLifetime
{
    private static readonly int Streams = Experiment.Size(40, 1000);

    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RunService.RunServiceClient Runs => new(_server.Grpc);

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact(Timeout = Limits.Test)]
    public async Task Watch_RunUnderWay_GivesAllReadersTheSameEventsOnEveryProtocol()
    {
        await using var chat = Chat("""{"tokens": 60, "delay_ms": 10}""").GetAsyncEnumerator(Token);
        Assert.True(await chat.MoveNextAsync());
        var run = RunOf(chat.Current);
        var watched = _server.Rest.WatchAsync($"/v1/runs/{run}/events").ToListAsync(Token).AsTask();
        var watchedByGrpc = Grpc(run, 0).ToListAsync(Token).AsTask();

        var said = new List<SseEvent> { chat.Current };
        while (await chat.MoveNextAsync()) said.Add(chat.Current);

        Assert.Equal(said, await watched);
        Assert.Equal(said.Select(e => e.Id), (await watchedByGrpc).Select(e => e.Sequence.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal("complete", said[^1].Name);
        Assert.Equal(said, await _server.Rest.WatchAsync($"/v1/runs/{run}/events").ToListAsync(Token));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Watch_LastEventIdOrQuery_GoesOnBehindIt()
    {
        var said = await Chat("One two three.").ToListAsync(Token);
        var path = $"/v1/runs/{RunOf(said[0])}/events";

        Assert.Equal(said[2..], await _server.Rest.WatchAsync(path, lastEventId: "2").ToListAsync(Token));
        Assert.Equal(said[3..], await _server.Rest.WatchAsync($"{path}?after_sequence=3").ToListAsync(Token));
        Assert.Equal(said[3..], await _server.Rest.WatchAsync($"{path}?after_sequence=3", lastEventId: "1").ToListAsync(Token));
        Assert.Empty(await _server.Rest.WatchAsync(path, said[^1].Id).ToListAsync(Token));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("none")]
    [InlineData("async")]
    [InlineData("sync")]
    public async Task Watch_RunOfAnyDurability_GivesTheEventsThatWereSaid(string durability)
    {
        var said = await _server.Rest.StreamAsync("/v1/chat", new { model = "scripted", messages = new[] { new { role = "user", text = "One two three." } }, durability }).ToListAsync(Token);

        Assert.Equal("complete", said[^1].Name);
        Assert.Equal(said[2..], await _server.Rest.WatchAsync($"/v1/runs/{RunOf(said[0])}/events", lastEventId: "2").ToListAsync(Token));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Watch_EventsThatHaveExpired_IsGoneAndSaysWhereTheAnswerIs()
    {
        var run = RunOf((await Chat("One.").ToListAsync(Token))[0]);
        await _server.Host.Services.GetRequiredService<RunEventStore>().ExpireAsync(TimeProvider.System.GetUtcNow().AddDays(1), 10, Token);

        var answer = await _server.Rest.GetAsync($"/v1/runs/{run}/events?after_sequence=1");
        var error = await Assert.ThrowsAsync<RpcException>(() => Grpc(run, 1).ToListAsync(Token).AsTask());

        Assert.Equal((HttpStatusCode.Gone, "stream_cursor_expired"), (answer.Status, answer.Error.GetProperty("code").GetString()));
        Assert.Contains($"GET /v1/runs/{run}", answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(StatusCode.OutOfRange, error.StatusCode);
        var details = Google.Rpc.Status.Parser.ParseFrom(error.Trailers.GetValueBytes("grpc-status-details-bin")).Details;
        Assert.Equal("One.", Assert.Single(details, d => d.Is(Run.Descriptor)).Unpack<Run>().Completion.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_DurabilityThatIsNone_IsRefusedAndNamed()
    {
        var answer = await _server.Rest.PostAsync("/v1/chat", new { model = "scripted", messages = new[] { new { role = "user", text = "One." } }, durability = "forever" });

        Assert.Equal((HttpStatusCode.BadRequest, "durability"), (answer.Status, answer.Error.GetProperty("param").GetString()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("nonsense")]
    [InlineData("-1")]
    [InlineData("1000")]
    public async Task Watch_CursorThatCannotBe_IsRefusedAndNamed(string cursor)
    {
        var run = RunOf((await Chat("One.").ToListAsync(Token))[0]);

        var answer = await _server.Rest.GetAsync($"/v1/runs/{run}/events?after_sequence={cursor}");

        Assert.Equal((HttpStatusCode.BadRequest, "after_sequence"), (answer.Status, answer.Json.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Watch_UnknownRun_IsNotFound()
    {
        var answer = await _server.Rest.GetAsync("/v1/runs/run_nowhere/events");

        Assert.Equal((HttpStatusCode.NotFound, "run_not_found"), (answer.Status, answer.Json.GetProperty("error").GetProperty("code").GetString()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true, "completed")]
    [InlineData(false, "cancelled")]
    public async Task Chat_CallerLeaves_GoesOnOrEndsAsHeSaid(bool goesOn, string status)
    {
        string run;
        await using (var chat = Chat("""{"tokens": 30, "delay_ms": 20}""", goesOn).GetAsyncEnumerator(Token))
        {
            for (var i = 0; i < 5; i++) Assert.True(await chat.MoveNextAsync());
            run = RunOf(chat.Current);
        }

        var rest = await _server.Rest.WatchAsync($"/v1/runs/{run}/events", lastEventId: "5").ToListAsync(Token);

        Assert.Equal(Enumerable.Range(6, rest.Count).Select(i => $"{i}"), rest.Select(e => e.Id));
        Assert.Equal(goesOn ? "complete" : "error", rest[^1].Name);
        Assert.Equal(status, (await _server.Rest.GetAsync($"/v1/runs/{run}")).Json.GetProperty("status").GetString());
        if (goesOn) await Poll.UntilAsync(UsedAsync, used => used >= 30);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancel_RunWhoseCallerLeft_EndsItForThoseWhoWatch()
    {
        string run;
        await using (var chat = Chat("""{"tokens": 1000, "delay_ms": 50}""", goesOn: true).GetAsyncEnumerator(Token))
        {
            Assert.True(await chat.MoveNextAsync());
            run = RunOf(chat.Current);
        }

        var watching = _server.Rest.WatchAsync($"/v1/runs/{run}/events").ToListAsync(Token).AsTask();
        await _server.Rest.PostAsync($"/v1/runs/{run}/cancel", new { });

        var seen = await watching;
        Assert.Equal("cancelled", seen[^1].Json.GetProperty("payload").GetProperty("code").GetString());
        Assert.Single(seen, e => e.Name is "error" or "complete");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_SameRequestAgain_JoinsTheFirstRunAndIsPaidOnce()
    {
        var script = """{"tokens": 30, "delay_ms": 10}""";
        List<SseEvent> first = [];
        await foreach (var next in Named("order-1", script).Take(5)) first.Add(next);

        var joined = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Named("order-1", script).ToListAsync(Token).AsTask()));
        var late = await Named("order-1", script).ToListAsync(Token);

        Assert.All(joined, stream => Assert.Equal(late, stream));
        Assert.Equal(first, late[..5]);
        Assert.Equal("complete", late[^1].Name);
        Assert.Equal(30, await UsedAsync());
        Assert.NotEqual(RunOf(late[0]), RunOf((await Named("order-2", script).ToListAsync(Token))[0]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_SameRequestManyTimesAtOnce_IsOneRun()
    {
        var streams = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Named("order-1", """{"tokens": 20, "delay_ms": 5}""").ToListAsync(Token).AsTask()));

        Assert.All(streams, stream => Assert.Equal(streams[0], stream));
        Assert.Equal(20, await UsedAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_NameOfAnotherRequest_IsRefused()
    {
        await Named("order-1", "One.").ToListAsync(Token);

        var answer = await _server.Rest.SendAsync(Request("order-1", "Two."));

        Assert.Equal((HttpStatusCode.Conflict, "request_id_reused"), (answer.Status, answer.Json.GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_RequestThatFailed_IsDoneAgain()
    {
        var failed = await Named("order-1", """{"text": "One two three.", "fail_after": 1}""").ToListAsync(Token);
        Assert.Equal("error", failed[^1].Name);

        var again = await Named("order-1", """{"text": "One two three.", "fail_after": 1}""").ToListAsync(Token);

        Assert.NotEqual(RunOf(failed[0]), RunOf(again[0]));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("with a blank")]
    [InlineData("ümlaut")]
    public async Task Chat_NameThatIsNone_IsRefusedAndNamed(string name)
    {
        var answer = await _server.Rest.PostAsync("/v1/chat", new { model = "scripted", messages = new[] { new { role = "user", text = "One." } }, request_id = name });

        Assert.Equal((HttpStatusCode.BadRequest, "request_id"), (answer.Status, answer.Json.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact(Timeout = 20 * Limits.Test)]
    public async Task Streams_CutAtRandomAndResumed_AreWhole()
    {
        using var atOnce = new SemaphoreSlim(20);
        var waits = new ConcurrentBag<double>();
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(async seed =>
        {
            await atOnce.WaitAsync(Token);
            try
            {
                await CutAndResumeAsync(new Random(seed), waits);
            }
            finally
            {
                atOnce.Release();
            }
        }));

        var sorted = waits.Order().ToList();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Streams} streams, {sorted.Count} resumed; first event after {sorted[sorted.Count / 2]:F1} ms (p50), {sorted[sorted.Count * 99 / 100]:F1} ms (p99)"));
    }

    private async Task CutAndResumeAsync(Random random, ConcurrentBag<double> waits)
    {
        var words = Enumerable.Range(0, random.Next(20, 80)).Select(i => $"word{i}").ToList();
        var seen = new List<(ulong Sequence, string? Text)>();
        string run = "", end = "";
        void See(SseEvent next)
        {
            run = RunOf(next);
            seen.Add((ulong.Parse(next.Id!, CultureInfo.InvariantCulture), next.Name == "token" ? next.Json.GetProperty("payload").GetProperty("text").GetString() : null));
            if (next.Name == "complete") end = next.Json.GetProperty("payload").GetProperty("text").GetString()!;
        }

        var script = JsonSerializer.Serialize(new { text = string.Join(' ', words), delay_ms = random.Next(4) });
        await foreach (var next in Chat(script, goesOn: true).Take(random.Next(1, words.Count))) See(next);
        for (var cut = random.Next(5); end.Length == 0; cut--)
        {
            var most = cut > 0 ? random.Next(1, words.Count) : int.MaxValue;
            var begun = Stopwatch.GetTimestamp();
            var before = seen.Count;
            if (random.Next(2) == 0)
            {
                await foreach (var next in _server.Rest.WatchAsync($"/v1/runs/{run}/events", $"{seen.Count}").Take(most))
                {
                    if (seen.Count == before) waits.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                    See(next);
                }

                continue;
            }

            await foreach (var next in Grpc(run, (ulong)seen.Count).Take(most))
            {
                if (seen.Count == before) waits.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                seen.Add((next.Sequence, next.Token?.Text));
                if (next.Complete is { } complete) end = complete.Text;
            }
        }

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(i => (ulong)i), seen.Select(s => s.Sequence));
        Assert.Equal(end, string.Concat(seen.Select(s => s.Text)));
        Assert.Equal(string.Join(' ', words), end.Trim());
    }

    private IAsyncEnumerable<SseEvent> Chat(string script, bool goesOn = false) => _server.Rest.StreamAsync(
        "/v1/chat", new { model = "scripted", messages = new[] { new { role = "user", text = script } }, on_disconnect = goesOn ? "continue" : "cancel" });

    private IAsyncEnumerable<SseEvent> Named(string name, string script) => _server.Rest.StreamAsync(Request(name, script));

    private static HttpRequestMessage Request(string name, string script)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat") { Content = JsonContent.Create(new { model = "scripted", messages = new[] { new { role = "user", text = script } } }) };
        request.Headers.Add("Idempotency-Key", name);
        return request;
    }

    private async IAsyncEnumerable<ChatEvent> Grpc(string run, ulong after)
    {
        using var call = Runs.WatchRun(new WatchRunRequest { RunId = run, AfterSequence = after }, cancellationToken: Token);
        await foreach (var next in call.ResponseStream.ReadAllAsync(Token)) yield return next.Event;
    }

    private async Task<long> UsedAsync()
    {
        var usage = await _server.Rest.GetAsync("/v1/admin/usage");
        return usage.Json.GetProperty("usage").EnumerateArray().Sum(u => u.GetProperty("completion_tokens").GetInt64());
    }

    private static string RunOf(SseEvent next) => next.Json.GetProperty("run_id").GetString()!;
}
