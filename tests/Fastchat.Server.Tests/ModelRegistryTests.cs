using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Fastchat.Server;

/// <summary>The registry of models as operators and tenants meet it.</summary>
public sealed class ModelRegistryTests : IAsyncLifetime
{
    private const string Providers = "/v1/admin/model-registry/providers";
    private const string Models = "/v1/admin/model-registry/models";
    private const string Secret = "sk-very-secret";

    private TestServer _server = null!;
    private FakeUpstream _upstream = null!;
    private RestClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.SayingAsync("from", " afar");
        _server = await TestServer.StartAsync();
        _admin = _server.RestAs(TestServer.AdminKey);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ProviderAndModel_Made_AnswerAtOnceUnderTheAlias()
    {
        var made = await AddProviderAsync("east", FakeUpstream.Key);
        Assert.Equal((1, true, "api"), (made.Json.GetProperty("version").GetInt32(), made.Json.GetProperty("provider").GetProperty("has_api_key").GetBoolean(), made.Json.GetProperty("provider").GetProperty("source").GetString()));
        var model = await AddModelAsync("team/fast", new { targets = new[] { Target("east", FakeUpstream.Model) }, context_window = 1000, price = new { prompt = 1, completion = 2 }, tags = new[] { "fast" } });
        Assert.Equal((HttpStatusCode.OK, 2), (model.Status, model.Json.GetProperty("version").GetInt32()));

        var tenant = _server.RestAs(TestServer.ApiKey);
        Assert.Equal("from afar", await AskAsync(tenant, "team/fast"));
        Assert.Equal(FakeUpstream.Model, _upstream.LastQuestion.GetProperty("model").GetString());
        Assert.Contains("team/fast", (await tenant.GetAsync("/v1/models")).Text, StringComparison.Ordinal);
        Assert.Equal("east", (await tenant.GetAsync("/v1/models/team/fast")).Json.GetProperty("owned_by").GetString());
        Assert.Equal("team/fast", (await _admin.GetAsync($"{Models}/team/fast")).Json.GetProperty("model").GetString());
        Assert.Equal("healthy", (await _admin.GetAsync("/v1/health")).Json.GetProperty("services").GetProperty("model_gateway").GetProperty("status").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Key_OfAProvider_IsInNoAnswerAndNotInTheDataFolder()
    {
        var answers = new List<RestAnswer>
        {
            await AddProviderAsync("east", Secret),
            await _admin.GetAsync($"{Providers}/east"),
            await _admin.GetAsync(Providers),
            await PutAsync($"{Providers}/east", new { spec = new { base_url = _upstream.Address, allow_private_addresses = true, region = "eu" } }),
            await _admin.GetAsync("/v1/admin/model-registry/versions/1"),
            await _admin.GetAsync("/v1/admin/audit/records?tenant_id=operator"),
            await _admin.GetAsync("/v1/health"),
            await AddProviderAsync("west", Secret + " with a blank"),
        };
        Assert.True(answers[1].Json.GetProperty("has_api_key").GetBoolean());
        Assert.All(answers, a => Assert.DoesNotContain("very-secret", a.Text, StringComparison.Ordinal));

        using var folder = await _server.StopAsync();
        foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
            Assert.False((await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).AsSpan().IndexOf("very-secret"u8) >= 0, file);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Registry_AfterARestart_IsAsItWas()
    {
        await AddProviderAsync("east", FakeUpstream.Key);
        await AddModelAsync("alias", new { targets = new[] { Target("east", FakeUpstream.Model) } });

        _server = await TestServer.StartAsync(await _server.StopAsync());

        Assert.Equal("from afar", await AskAsync(_server.RestAs(TestServer.ApiKey), "alias"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tenant_OfARegion_NeitherSeesNorReachesModelsElsewhere()
    {
        await AddProviderAsync("east", FakeUpstream.Key, "us");
        await AddModelAsync("american", new { targets = new[] { Target("east", FakeUpstream.Model) } });
        await AddModelAsync("european", new { targets = new[] { Target("east", FakeUpstream.Model) }, region = "eu-1" });
        var made = (await _admin.PostAsync("/v1/admin/tenants", new { name = "acme", config = new { models = new { regions = new[] { "eu-*" } } } })).Json;
        var tenant = _server.RestAs(made.GetProperty("api_key").GetString());

        Assert.Equal(["european", "extractive"], (await NamesAsync(tenant)).Where(n => n is "american" or "european" or "extractive" or FakeUpstream.Model));
        Assert.Equal("from afar", await AskAsync(tenant, "european"));
        foreach (var hidden in (string[])["american", FakeUpstream.Model])
        {
            var refused = await tenant.PostAsync("/v1/chat/completions", Question(hidden));
            Assert.Equal((HttpStatusCode.NotFound, "model_not_found"), (refused.Status, refused.Error.GetProperty("code").GetString()));
            Assert.Equal((await tenant.GetAsync("/v1/models/unknown")).Text.Replace("unknown", hidden, StringComparison.Ordinal), (await tenant.GetAsync($"/v1/models/{hidden}")).Text);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tenant_WhoseModelsAreNamed_SeesThemAlone()
    {
        var made = (await _admin.PostAsync("/v1/admin/tenants", new { name = "narrow", config = new { models = new { allow = new[] { "extractive" } } } })).Json;

        Assert.Equal(["extractive"], await NamesAsync(_server.RestAs(made.GetProperty("api_key").GetString())));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Changes_ForAnotherVersionOrByATenant_AreRefused()
    {
        await AddProviderAsync("east", FakeUpstream.Key);

        var conflict = await _admin.PostAsync(Models, new { model = "alias", expected_version = 7, spec = new { targets = new[] { Target("east", "m") } } });
        Assert.Equal((HttpStatusCode.Conflict, "registry_conflict"), (conflict.Status, conflict.Error.GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.Conflict, (await _admin.DeleteAsync($"{Providers}/east?expected_version=0")).Status);
        foreach (var path in (string[])[Providers, Models, "/v1/admin/model-registry/versions"]) Assert.Equal(HttpStatusCode.Forbidden, (await _server.RestAs(TestServer.ApiKey).GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _server.RestAs(TestServer.ApiKey).PostAsync(Providers, new { provider = "mine" })).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task History_ListedAndRolledBack_IsAVersionAgain()
    {
        await AddProviderAsync("east", FakeUpstream.Key);
        await AddModelAsync("alias", new { targets = new[] { Target("east", FakeUpstream.Model) } });
        await _admin.DeleteAsync($"{Models}/alias");

        var back = await _admin.PostAsync("/v1/admin/model-registry/versions/2:rollback", new { });

        Assert.Equal(4, back.Json.GetProperty("version").GetInt32());
        Assert.Equal("from afar", await AskAsync(_server.RestAs(TestServer.ApiKey), "alias"));
        var page = (await _admin.GetAsync("/v1/admin/model-registry/versions?page_size=3")).Json;
        Assert.Equal(["rollback", "delete", "create"], page.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("action").GetString()));
        var rest = (await _admin.GetAsync($"/v1/admin/model-registry/versions?page_size=3&page_token={page.GetProperty("next_page_token").GetString()}")).Json;
        Assert.Equal("east", Assert.Single(rest.GetProperty("versions").EnumerateArray()).GetProperty("provider").GetString());
        Assert.Equal("alias", (await _admin.GetAsync("/v1/admin/model-registry/versions/2")).Json.GetProperty("changes")[0].GetProperty("model").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Lists_OfSmallPages_AreWholeAndInOrder()
    {
        foreach (var name in (string[])["c", "a", "b"]) await AddModelAsync(name, new { targets = new[] { Target("builtin", "extractive") } });
        var (names, token) = (new List<string?>(), "");
        do
        {
            var page = (await _admin.GetAsync($"{Models}?page_size=2&page_token={token}")).Json;
            names.AddRange(page.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("model").GetString()));
            token = page.GetProperty("next_page_token").GetString()!;
        }
        while (token.Length > 0);

        Assert.Equal(["a", "b", "c"], names);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Price_OfARegisteredModel_IsWhatItsAnswersCost()
    {
        await AddModelAsync("dear", new { targets = new[] { Target("builtin", "scripted") }, price = new { prompt = 0, completion = 1_000_000 } });

        await AskAsync(_server.RestAs(TestServer.ApiKey), "dear");

        var usage = (await _admin.GetAsync($"/v1/admin/usage?tenant_id={_server.Host.Tenant.Value}&group_by=model")).Text;
        Assert.Contains("dear", usage, StringComparison.Ordinal);
        Assert.Matches("\"cost\":[1-9]", usage);
    }

    private static object Target(string provider, string model) => new { provider, model };

    private static object Question(string model) => new { model, messages = new[] { new { role = "user", content = "hello" } } };

    private static async Task<string?> AskAsync(RestClient client, string model) =>
        (await client.PostAsync("/v1/chat/completions", Question(model))).Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();

    private static async Task<IEnumerable<string?>> NamesAsync(RestClient client) =>
        (await client.GetAsync("/v1/models")).Json.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()).ToList();

    private Task<RestAnswer> AddProviderAsync(string provider, string key, string region = "") =>
        _admin.PostAsync(Providers, new { provider, api_key = key, spec = new { base_url = _upstream.Address, allow_private_addresses = true, region } });

    private Task<RestAnswer> AddModelAsync(string model, object spec) => _admin.PostAsync(Models, new { model, spec });

    private Task<RestAnswer> PutAsync(string path, object body) => _admin.SendAsync(new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) });
}
