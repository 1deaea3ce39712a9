using System.Net;
using Fastchat.Governance.Encryption;
using Fastchat.Testing;

namespace Fastchat.Server;

/// <summary>Two server processes on one PostgreSQL: what one is told, the other knows within a second.</summary>
public sealed class NodesTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly string _encryptionKey = KeyEncryptionKey.Generate();
    private readonly TemporaryFolder[] _folders = [new(), new()];
    private readonly ServerProcess?[] _processes = new ServerProcess?[2];
    private readonly List<RestClient> _clients = [];
    private PostgresServer _postgres = null!;
    private string _database = "";
    private Uri[] _nodes = [];

    public async ValueTask InitializeAsync()
    {
        _postgres = await PostgresServer.GetAsync();
        _database = await _postgres.CreateDatabaseAsync();
        _nodes = await Task.WhenAll(StartAsync(0), StartAsync(1));
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        foreach (var process in _processes) process?.Dispose();
        await _postgres.DropDatabaseAsync(_database);
        foreach (var folder in _folders) folder.Dispose();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tenant_MadeAndConfiguredOnOneNode_IsServedSoByTheOther()
    {
        var (here, there) = (Client(0, TestServer.AdminKey), Client(1, TestServer.AdminKey));
        var made = await here.PostAsync("/v1/admin/tenants", new { name = "acme", config = new { prompts = new { no_context_response = "first" } } });
        var key = made.Json.GetProperty("api_key").GetString()!;
        var tenant = made.Json.GetProperty("tenant").GetProperty("tenant_id").GetString();
        Assert.Equal("first", await AnswerAsync(Client(1, key)));

        await here.PatchAsync($"/v1/admin/tenants/{tenant}/config", new { prompts = new { no_context_response = "second" } });

        var begun = TimeProvider.System.GetTimestamp();
        await Poll.UntilAsync(() => AnswerAsync(Client(1, key)), answer => answer == "second");
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < Soon, "It took longer than a second.");
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync($"/v1/admin/tenants/{tenant}")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Key_RevokedOnOneNode_IsRefusedByTheOtherWithinASecond()
    {
        var made = (await Client(0, TestServer.ApiKey).PostAsync("/v1/admin/keys", new { name = "short-lived", role = "viewer" })).Json;
        var client = Client(1, made.GetProperty("api_key").GetString());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/models")).Status);

        await Client(0, TestServer.ApiKey).DeleteAsync($"/v1/admin/keys/{made.GetProperty("key").GetProperty("key_id").GetString()}");

        var begun = TimeProvider.System.GetTimestamp();
        await Poll.UntilAsync(() => client.GetAsync("/v1/models"), answer => answer.Status == HttpStatusCode.Unauthorized);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < Soon, "It took longer than a second.");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Run_OfOneNode_IsWatchedOnTheOtherWithoutGapOrRepeat()
    {
        var (here, there) = (Client(0, TestServer.ApiKey), Client(1, TestServer.ApiKey));
        var asked = new { model = "scripted", messages = new[] { new { role = "user", text = """{"tokens": 80, "delay_ms": 20}""" } } };
        var said = new List<SseEvent>();
        Task<List<SseEvent>>? watching = null;
        await foreach (var next in here.StreamAsync("/v1/chat", asked))
        {
            said.Add(next);
            if (said.Count == 10) watching = there.WatchAsync($"/v1/runs/{next.Json.GetProperty("run_id").GetString()}/events", lastEventId: "5").ToListAsync(TestContext.Current.CancellationToken).AsTask();
        }

        Assert.Equal(said[5..], await watching!);
        Assert.Equal("complete", said[^1].Name);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Run_CancelledOnTheOtherNode_StopsDownToTheModel()
    {
        await using var upstream = await FakeUpstream.HangingAfterAsync("one ", "two ");
        await Client(0, TestServer.AdminKey).PostAsync(
            "/v1/admin/model-registry/providers", new { provider = "east", api_key = FakeUpstream.Key, spec = new { base_url = upstream.Address, allow_private_addresses = true } });
        await Client(0, TestServer.AdminKey).PostAsync("/v1/admin/model-registry/models", new { model = "alias", spec = new { targets = new[] { new { provider = "east", model = FakeUpstream.Model } } } });
        var asked = new { model = "alias", messages = new[] { new { role = "user", text = "hello" } } };
        await using var said = Client(0, TestServer.ApiKey).StreamAsync("/v1/chat", asked).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        do Assert.True(await said.MoveNextAsync());
        while (said.Current.Name != "token");
        await Client(1, TestServer.ApiKey).PostAsync("/v1/runs/run_nowhere/cancel", new { }); // what the first call of a process costs is not of interest

        var begun = TimeProvider.System.GetTimestamp();
        await Client(1, TestServer.ApiKey).PostAsync($"/v1/runs/{said.Current.Json.GetProperty("run_id").GetString()}/cancel", new { });
        await upstream.Aborted.WaitAsync(Limits.Promptly, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant($"from the call to the model's socket: {TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds:F0} ms"));
        while (said.Current.Name != "error") Assert.True(await said.MoveNextAsync());
        Assert.Equal("cancelled", said.Current.Json.GetProperty("payload").GetProperty("code").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Run_OfANodeThatIsKilled_IsEndedByTheOtherSoonAfterItsLease()
    {
        var there = Client(1, TestServer.ApiKey);
        var asked = new { model = "scripted", messages = new[] { new { role = "user", text = """{"tokens": 100000, "delay_ms": 20}""" } } };
        await using var said = Client(0, TestServer.ApiKey).StreamAsync("/v1/chat", asked).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await said.MoveNextAsync());
        var run = said.Current.Json.GetProperty("run_id").GetString();
        var watching = there.WatchAsync($"/v1/runs/{run}/events").ToListAsync(TestContext.Current.CancellationToken);
        await Poll.UntilAsync(() => StatusAsync(there, run), status => status == "in_progress");

        await _processes[0]!.KillAsync();
        var begun = TimeProvider.System.GetTimestamp();

        var last = (await watching)[^1];
        Assert.Equal(("error", "interrupted"), (last.Name, last.Json.GetProperty("payload").GetProperty("code").GetString()));
        Assert.Equal("failed", await StatusAsync(there, run));
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < Runs.RunNodeStore.Lease * 1.5, "It took longer than the lease and a round.");
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("enqueue")]
    [InlineData("interrupt")]
    [InlineData("rollback")]
    public async Task Thread_AskedOnBothNodesAtOnce_IsHeldByOneRunAtATime(string policy)
    {
        RestClient[] clients = [Client(0, TestServer.ApiKey), Client(1, TestServer.ApiKey)];
        var thread = (await clients[0].PostAsync("/v1/threads", new { })).Json.GetProperty("id").GetString();
        var tokens = policy == "enqueue" ? 3 : 60;

        var ends = await Task.WhenAll(Enumerable.Range(0, 32).Select(async i =>
            (await clients[i % 2].StreamAsync("/v1/chat", Asked(thread, policy, $$"""{"tokens": {{tokens}}, "delay_ms": 50}""")).ToListAsync(TestContext.Current.CancellationToken))[^1]));

        Assert.Equal(policy == "enqueue" ? 32 : 1, ends.Count(e => e.Name == "complete"));
        Assert.All(ends, e => Assert.True(e.Name == "complete" || e.Json.GetProperty("payload").GetProperty("code").GetString() == "cancelled", e.Data));
        var messages = (await clients[1].GetAsync($"/v1/threads/{thread}/messages?order=asc&limit=100")).Json.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal("completed", messages[^1].GetProperty("status").GetString());
        if (policy == "rollback") Assert.Equal(2, messages.Count);
        if (policy == "enqueue") Assert.Equal(Enumerable.Repeat(("user", "assistant"), 32), messages.Chunk(2).Select(m => (m[0].GetProperty("role").GetString()!, m[1].GetProperty("role").GetString()!)));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Thread_HeldByANodeThatIsKilled_GoesToTheNextSoonAfterItsLease()
    {
        var there = Client(1, TestServer.ApiKey);
        var thread = (await there.PostAsync("/v1/threads", new { })).Json.GetProperty("id").GetString();
        await using var held = Client(0, TestServer.ApiKey).StreamAsync("/v1/chat", Asked(thread, "enqueue", """{"tokens": 100000, "delay_ms": 20}""")).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        do Assert.True(await held.MoveNextAsync());
        while (held.Current.Name != "token");
        await using var waiting = there.StreamAsync("/v1/chat", Asked(thread, "enqueue", "hello")).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        do Assert.True(await waiting.MoveNextAsync());
        while (waiting.Current.Name != "status" || waiting.Current.Json.GetProperty("payload").GetProperty("kind").GetString() != "queued");

        await _processes[0]!.KillAsync();
        var begun = TimeProvider.System.GetTimestamp();

        while (waiting.Current.Name != "complete") Assert.True(await waiting.MoveNextAsync());
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < Runs.RunNodeStore.Lease * 1.5, "It took longer than the lease and a round.");
        Assert.Equal(2, (await there.GetAsync($"/v1/threads/{thread}/messages")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Limit_DrawnOnByBothNodes_IsReachedAndNeverPassed()
    {
        var made = (await Client(0, TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "crowd", config = new { limits = new { requests_per_day = 200 } } })).Json;
        RestClient[] clients = [Client(0, made.GetProperty("api_key").GetString()), Client(1, made.GetProperty("api_key").GetString())];
        var served = 0;
        async Task<bool> CallAsync(int node)
        {
            var isServed = (await clients[node].GetAsync("/v1/models")).Status == HttpStatusCode.OK;
            if (isServed) Interlocked.Increment(ref served);
            return isServed;
        }

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            for (var call = 0; call < 5; call++) await CallAsync(i % 2);
        }));
        Assert.InRange(served, 180, 200);

        // What one node had drawn ahead when its last call came is the other's a second later.
        await Poll.UntilAsync(
            async () =>
            {
                await CallAsync(0);
                await CallAsync(1);
                return served;
            },
            count => count == 200);
        await Task.Delay(TimeSpan.FromSeconds(2.5), TestContext.Current.CancellationToken);
        Assert.False(await CallAsync(0));
        Assert.False(await CallAsync(1));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task RuleAndLimit_SetOnOneNode_AreHeldByTheOtherWithinASecond()
    {
        var (here, there) = (Client(0, TestServer.ApiKey), Client(1, TestServer.ApiKey));
        Assert.Equal(HttpStatusCode.OK, (await SayAsync(there)).Status);

        await here.PostAsync("/v1/admin/policies", new { spec = new { name = "no scripts", effect = "deny", models = new[] { "scripted" } } });

        var begun = TimeProvider.System.GetTimestamp();
        await Poll.UntilAsync(() => SayAsync(there), answer => answer.Status == HttpStatusCode.Forbidden);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < Soon, "It took longer than a second.");

        await here.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/v1/admin/limits")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { kind = "model", name = "extractive", limits = new { requests_per_day = 1 } }),
        });
        begun = TimeProvider.System.GetTimestamp();
        await Poll.UntilAsync(() => SayAsync(there, "extractive"), answer => answer.Status == HttpStatusCode.TooManyRequests);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < Soon, "It took longer than a second.");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Registry_ChangedOnOneNode_IsInForceOnTheOtherWithinASecond()
    {
        await using var upstream = await FakeUpstream.SayingAsync("from", " afar");
        var (here, there) = (Client(0, TestServer.AdminKey), Client(1, TestServer.ApiKey));
        await here.PostAsync("/v1/admin/model-registry/providers", new { provider = "east", api_key = FakeUpstream.Key, spec = new { base_url = upstream.Address, allow_private_addresses = true } });
        await here.PostAsync("/v1/admin/model-registry/models", new { model = "alias", spec = new { targets = new[] { new { provider = "east", model = FakeUpstream.Model } } } });

        var begun = TimeProvider.System.GetTimestamp();
        await Poll.UntilAsync(() => there.GetAsync("/v1/models/alias"), answer => answer.Status == HttpStatusCode.OK);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < Soon, "It took longer than a second.");
        Assert.Equal(HttpStatusCode.OK, (await SayAsync(there, "alias")).Status);

        await here.DeleteAsync("/v1/admin/model-registry/models/alias");
        begun = TimeProvider.System.GetTimestamp();
        await Poll.UntilAsync(() => there.GetAsync("/v1/models/alias"), answer => answer.Status == HttpStatusCode.NotFound);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < Soon, "It took longer than a second.");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Streams_OfANodeThatIsKilled_AreGivenBackWhenItStartsAgain()
    {
        await Client(0, TestServer.ApiKey).SendAsync(new HttpRequestMessage(HttpMethod.Put, "/v1/admin/limits")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { kind = "model", name = "scripted", limits = new { concurrent_streams = 1 } }),
        });
        using var open = await Client(0, TestServer.ApiKey).BeginAsync(Stream(100_000), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        await Poll.UntilAsync(() => StreamAsync(1), status => status == HttpStatusCode.TooManyRequests);

        await _processes[0]!.KillAsync();
        _nodes[0] = await StartAsync(0);

        Assert.Equal(HttpStatusCode.OK, await StreamAsync(1));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tenant_ErasedWhileOneNodeIsAway_WaitsForItAndItsFolderIsClearedWhenItComesBack()
    {
        var made = (await Client(0, TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "leaving" })).Json;
        var (tenant, key) = (made.GetProperty("tenant").GetProperty("tenant_id").GetString()!, made.GetProperty("api_key").GetString());
        foreach (var node in (int[])[0, 1]) await Client(node, key).UploadAsync("words.txt", "Words of a tenant."u8.ToArray());
        string[] Left(int node) => Directory.GetFileSystemEntries(_folders[node].Path, $"*{tenant}*", SearchOption.AllDirectories);
        Assert.NotEmpty(Left(0));
        await _processes[1]!.TerminateAsync();
        await _processes[1]!.WaitAsync();
        var erasure = (await Client(0, TestServer.AdminKey).DeleteAsync($"/v1/admin/tenants/{tenant}?confirm_name=leaving")).Json.GetProperty("erasure_id").GetString();
        Task<string?> StatusAsync(int node) => GetStatusAsync(Client(node, TestServer.AdminKey), erasure!);
        await Poll.UntilAsync(() => StatusAsync(0), s => s == "waiting_for_nodes");
        Assert.Empty(Left(0));
        Assert.NotEmpty(Left(1));

        _nodes[1] = await StartAsync(1);

        await Poll.UntilAsync(() => StatusAsync(0), s => s == "completed");
        Assert.Empty(Left(1));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Calls_OnBothNodes_AreRecordedInOneChain()
    {
        RestClient[] clients = [Client(0, TestServer.ApiKey), Client(1, TestServer.ApiKey)];

        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => clients[i % 2].PostAsync("/v1/vector_stores", new { name = "store" })));

        var verified = (await clients[1].GetAsync("/v1/admin/audit/verify")).Json;
        Assert.False(verified.TryGetProperty("fault", out var fault) && fault.ValueKind != System.Text.Json.JsonValueKind.Null, verified.ToString());
        Assert.Equal((64, 64), (verified.GetProperty("verified").GetInt32(), verified.GetProperty("head_sequence").GetInt32()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Database_Gone_EveryNodeSaysSoWithoutItsName()
    {
        await _postgres.DropDatabaseAsync(_database);

        foreach (var node in (int[])[0, 1])
        {
            var answer = await Client(node, TestServer.ApiKey).GetAsync("/v1/files");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.Equal("database_unavailable", answer.Error.GetProperty("code").GetString());
            Assert.DoesNotContain("test_", answer.Text, StringComparison.Ordinal);
            Assert.Equal("unhealthy", (await Client(node, null).GetAsync("/v1/health")).Json.GetProperty("status").GetString());
        }
    }

    // A store without documents: the answer is the tenant's own words for finding nothing.
    private static async Task<string?> AnswerAsync(RestClient client)
    {
        var store = (await client.PostAsync("/v1/vector_stores", new { name = "empty" })).Json.GetProperty("id").GetString()!;
        var answer = await client.PostAsync("/v1/chat/completions", new
        {
            model = "extractive",
            messages = new[] { new { role = "user", content = "What is there?" } },
            tools = new[] { new { type = "file_search", vector_store_ids = new[] { store } } },
        });
        return answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
    }

    private static object Asked(string? thread, string policy, string text) => new { model = "scripted", thread_id = thread, on_busy = policy, messages = new[] { new { role = "user", text } } };

    private static Task<RestAnswer> SayAsync(RestClient client, string model = "scripted") =>
        client.PostAsync("/v1/chat/completions", new { model, messages = new[] { new { role = "user", content = "hello" } } });

    private static HttpRequestMessage Stream(int tokens) => new(HttpMethod.Post, "/v1/chat/completions")
    {
        Content = System.Net.Http.Json.JsonContent.Create(new
        {
            model = "scripted",
            stream = true,
            messages = new[] { new { role = "user", content = $$"""{"tokens": {{tokens}}, "delay_ms": 20}""" } },
        }),
    };

    private async Task<HttpStatusCode> StreamAsync(int node)
    {
        using var response = await Client(node, TestServer.ApiKey).BeginAsync(Stream(1), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<string?> StatusAsync(RestClient client, string? run) => (await client.GetAsync($"/v1/runs/{run}")).Json.GetProperty("status").GetString();

    private static async Task<string?> GetStatusAsync(RestClient client, string erasure) =>
        (await client.GetAsync($"/v1/admin/erasures/{erasure}")).Json.GetProperty("status").GetString();

    private RestClient Client(int node, string? key)
    {
        var client = new RestClient(_nodes[node], key);
        _clients.Add(client);
        return client;
    }

    private async Task<Uri> StartAsync(int node)
    {
        var process = ServerProcess.Start(
            ("PORT", "0"), ("DATA_DIR", _folders[node].Path), ("FASTCHAT_DATABASE", _database), ("FASTCHAT_API_KEY", TestServer.ApiKey), ("FASTCHAT_ADMIN_KEY", TestServer.AdminKey),
            ("FASTCHAT_ENCRYPTION_KEY", _encryptionKey));
        _processes[node] = process;
        var line = await process.ReadToAsync("Fastchat listens on ");
        return new Uri(line["Fastchat listens on ".Length..].Split(' ')[0]);
    }
}
