using System.Net;

namespace Fastchat.Server;

/// <summary>The tenant API's chat: whole answers from the tenant's documents, in sessions that belong to the tenant.</summary>
public sealed class SessionsTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact(Timeout = Limits.Test)]
    public async Task Message_AboutTheDocuments_IsAnsweredWithSourcesInExactlyThisShape()
    {
        var rest = await TenantAsync("acme");
        await rest.MakeStoreAsync(("lighthouse.txt", LighthouseServer.Text));

        var answer = (await rest.PostAsync("/api/v1/chat", new { message = LighthouseServer.Question, session_id = "visit-1" })).Json;

        Assert.Equal(["answer", "client_id", "session_id", "sources"], answer.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("visit-1", "acme"), (answer.GetProperty("session_id").GetString(), answer.GetProperty("client_id").GetString()));
        Assert.Equal("lighthouse.txt", answer.GetProperty("sources")[0].GetProperty("filename").GetString());
        Assert.Contains(answer.GetProperty("sources")[0].GetProperty("quote").GetString()!.Split(' ')[0], answer.GetProperty("answer").GetString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Message_ByTheKeyInEitherHeader_IsAnswered()
    {
        var key = await _server.AddTenantAsync("headers");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/chat") { Content = System.Net.Http.Json.JsonContent.Create(new { message = "hello" }) };
        request.Headers.Add("X-API-Key", key);

        Assert.Equal(HttpStatusCode.OK, (await _server.RestAs(null).SendAsync(request)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _server.RestAs(key).PostAsync("/api/v1/chat", new { message = "hello" })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _server.RestAs(null).PostAsync("/api/v1/chat", new { message = "hello" })).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Message_NothingFoundOrNothingThere_IsTheTenantsOwnWordsWithoutSources()
    {
        var rest = await TenantAsync("shy", new { prompts = new { no_context_response = "Ask somebody else." } });

        var without = (await rest.PostAsync("/api/v1/chat", new { message = "What is there?" })).Json;
        await rest.MakeStoreAsync(("lighthouse.txt", LighthouseServer.Text));
        var with = (await rest.PostAsync("/api/v1/chat", new { message = "Quarterly zebra taxation?" })).Json;

        foreach (var answer in new[] { without, with })
            Assert.Equal(("Ask somebody else.", 0), (answer.GetProperty("answer").GetString(), answer.GetProperty("sources").GetArrayLength()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true, "What was found?|Blue whales.|And then?")]
    [InlineData(false, "And then?")]
    public async Task Session_ThatGoesOn_RemembersUnlessTheTenantWantsNot(bool memory, string expected)
    {
        await using var upstream = await FakeUpstream.SayingAsync("Blue ", "whales.");
        await using var server = await TestServer.StartWithAsync(upstream);
        var made = await server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "acme", config = new { llm_settings = new { model = FakeUpstream.Model }, search_settings = new { similarity_threshold = 0 }, features = new { conversation_memory = memory } } });
        var rest = server.RestAs(made.Json.GetProperty("api_key").GetString());
        await rest.MakeStoreAsync(("whales.txt", "What was found then are blue whales, and then more of them."));
        await rest.PostAsync("/api/v1/chat", new { message = "What was found?", session_id = "s" });

        await rest.PostAsync("/api/v1/chat", new { message = "And then?", session_id = "s" });

        Assert.Equal(expected, string.Join('|', upstream.LastQuestion.GetProperty("messages").EnumerateArray().Where(m => m.GetProperty("role").GetString() != "system").Select(m => m.GetProperty("content").GetString())));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Session_OfTheSameNameInTwoTenants_NeverMeets()
    {
        var (one, other) = (await TenantAsync("one"), await TenantAsync("other"));
        foreach (var rest in new[] { one, other }) await rest.PostAsync("/api/v1/chat", new { message = "hello", session_id = "shared" });
        await one.PostAsync("/api/v1/chat", new { message = "hello again", session_id = "shared" });

        Assert.Equal((4, 2), (await CountAsync(one), await CountAsync(other)));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Session_NewOfManyAtOnce_IsOneThreadWithATurnForEach()
    {
        var rest = await TenantAsync("crowd");

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => rest.PostAsync("/api/v1/chat", new { message = $"hello {i}", session_id = "s" })));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Equal(128, await CountAsync(rest));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Session_Unnamed_GetsANameToGoOnWith()
    {
        var rest = await TenantAsync("nameless");

        var first = (await rest.PostAsync("/api/v1/chat", new { message = "hello" })).Json.GetProperty("session_id").GetString()!;
        var second = (await rest.PostAsync("/api/v1/chat", new { message = "hello" })).Json.GetProperty("session_id").GetString()!;
        await rest.PostAsync("/api/v1/chat", new { message = "hello again", session_id = first });

        Assert.NotEqual(first, second);
        Assert.Equal(2, (await rest.GetAsync("/v1/threads")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Greeting_MessageWithoutWords_IsItAndBeginsTheNewSession()
    {
        var rest = await TenantAsync("kind", new { prompts = new { greeting = "Welcome, traveller." } });

        var first = (await rest.PostAsync("/api/v1/chat", new { session_id = "s" })).Json;
        var again = (await rest.PostAsync("/api/v1/chat", new { message = "", session_id = "s" })).Json;

        foreach (var greeted in new[] { first, again }) Assert.Equal(("Welcome, traveller.", "s"), (greeted.GetProperty("answer").GetString(), greeted.GetProperty("session_id").GetString()));
        var thread = (await rest.GetAsync("/v1/threads")).Json.GetProperty("data")[0].GetProperty("id").GetString();
        var message = Assert.Single((await rest.GetAsync($"/v1/threads/{thread}/messages")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal("assistant", message.GetProperty("role").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("", "s", "missing_field", "message")]
    [InlineData(" ", "s", "invalid_value", "message")]
    [InlineData("hello", "a b", "invalid_value", "session_id")]
    [InlineData("hello", "käse", "invalid_value", "session_id")]
    public async Task Message_ThatCannotBeAnswered_IsRefusedByName(string message, string session, string reason, string param)
    {
        var answer = await (await TenantAsync("strict")).PostAsync("/api/v1/chat", new { message, session_id = session });

        Assert.Equal((HttpStatusCode.BadRequest, reason, param), (answer.Status, answer.Error.GetProperty("code").GetString(), answer.Error.GetProperty("param").GetString()));
    }

    private static async Task<int> CountAsync(RestClient rest)
    {
        var thread = Assert.Single((await rest.GetAsync("/v1/threads")).Json.GetProperty("data").EnumerateArray()).GetProperty("id").GetString();
        var (count, after) = (0, "");
        while (true)
        {
            var page = (await rest.GetAsync($"/v1/threads/{thread}/messages?limit=100{after}")).Json;
            count += page.GetProperty("data").GetArrayLength();
            if (!page.GetProperty("has_more").GetBoolean()) return count;
            after = $"&after={page.GetProperty("last_id").GetString()}";
        }
    }

    private async Task<RestClient> TenantAsync(string name, object? config = null)
    {
        var made = await _server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name, config = config ?? new { } });
        return _server.RestAs(made.Json.GetProperty("api_key").GetString());
    }
}
