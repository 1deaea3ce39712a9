using System.Net;
using System.Text.Json;
using Fastchat.ModelGateway;
using Fastchat.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

/// <summary>Kept answers, over the whole server.</summary>
public sealed class ResponseCacheTests : IAsyncLifetime
{
    private readonly FakeChatModel _model = new FakeChatModel(TimeProvider.System).Say("one", " two", " three").Stop();
    private TestServer _server = null!;
    private RestClient _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(configure: b => b.Services.AddSingleton<IModelProvider>(new FakeModelProvider(_model, "counted")));
        _tenant = await TenantAsync("first", allowed: true);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact(Timeout = Limits.Test)]
    public async Task Answer_SameRequestAgain_IsGivenWithoutTheModelAndSaysSo()
    {
        var first = await AskAsync(_tenant, new { });
        var second = await AskAsync(_tenant, new { mode = "use", ttl_seconds = 60 });

        Assert.Equal(("miss", "hit"), (State(first), State(second)));
        Assert.Equal("one two three", second.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(first.Json.GetProperty("usage").GetRawText(), second.Json.GetProperty("usage").GetRawText());
        Assert.NotEqual(first.Json.GetProperty("id").GetString(), second.Json.GetProperty("id").GetString());
        Assert.Single(_model.Requests);
        Assert.All(_model.Requests, r => Assert.Null(r.Parameters.Cache));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Answer_Streamed_ComesInTheSamePieces()
    {
        await AskAsync(_tenant, new { });

        var answer = await AskAsync(_tenant, new { }, stream: true);

        Assert.Equal("hit", State(answer));
        var pieces = answer.Text.Split("\n\n").Where(e => e.StartsWith("data: {", StringComparison.Ordinal)).Select(e => JsonDocument.Parse(e["data: ".Length..]).RootElement)
            .SelectMany(c => c.GetProperty("choices").EnumerateArray()).Select(c => c.GetProperty("delta")).Where(d => d.TryGetProperty("content", out var text) && text.GetString() != "");
        Assert.Equal(["one", " two", " three"], pieces.Select(d => d.GetProperty("content").GetString()));
        Assert.Single(_model.Requests);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Answer_Refresh_AsksTheModel()
    {
        await AskAsync(_tenant, new { });

        Assert.Equal("refresh", State(await AskAsync(_tenant, new { mode = "refresh" })));

        Assert.Equal(2, _model.Requests.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Answer_NotAskedFor_IsNeitherKeptNorGiven()
    {
        Assert.Null(State(await AskAsync(_tenant, null)));
        Assert.Equal("miss", State(await AskAsync(_tenant, new { })));
        Assert.Null(State(await AskAsync(_tenant, null)));

        Assert.Equal(3, _model.Requests.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Answer_OfAnotherTenant_IsNeverGiven()
    {
        var twin = await TenantAsync("twin", allowed: true);
        await AskAsync(_tenant, new { });

        Assert.Equal("miss", State(await AskAsync(twin, new { })));
        Assert.Equal(2, _model.Requests.Count);
        Assert.Equal("hit", State(await AskAsync(twin, new { })));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Answer_OfATenantThatMayNot_IsNotKept()
    {
        var other = await TenantAsync("other", allowed: false);

        Assert.Equal("off", State(await AskAsync(other, new { })));
        Assert.Equal("off", State(await AskAsync(other, new { })));

        Assert.Equal(2, _model.Requests.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Answer_Kept_IsCountedAndCostsNothing()
    {
        await AskAsync(_tenant, new { });
        await AskAsync(_tenant, new { });

        var usage = Assert.Single((await _tenant.GetAsync("/v1/admin/usage?group_by=model")).Json.GetProperty("usage").EnumerateArray());
        Assert.Equal((2, 5), (usage.GetProperty("requests").GetInt32(), usage.GetProperty("total_tokens").GetInt32()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"mode": "never"}""", "cache.mode")]
    [InlineData("""{"no-cache": true}""", "cache.no-cache")]
    [InlineData("""{"ttl_seconds": 0}""", "cache.ttl_seconds")]
    [InlineData("""{"ttl_seconds": 86401}""", "cache.ttl_seconds")]
    public async Task Wish_Wrong_IsRefusedByName(string cache, string param)
    {
        var answer = await AskAsync(_tenant, JsonDocument.Parse(cache).RootElement);

        Assert.Equal((HttpStatusCode.BadRequest, param), (answer.Status, answer.Error.GetProperty("param").GetString()));
    }

    private static string? State(RestAnswer answer) => answer.Header("x-fastchat-cache");

    private async Task<RestClient> TenantAsync(string name, bool allowed)
    {
        var made = (await _server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name, config = new { features = new { response_cache = allowed } } })).Json;
        return _server.RestAs(made.GetProperty("api_key").GetString()!);
    }

    private static Task<RestAnswer> AskAsync(RestClient rest, object? cache, bool stream = false)
    {
        var body = new Dictionary<string, object> { ["model"] = "counted", ["stream"] = stream, ["messages"] = new[] { new { role = "user", content = "hello" } } };
        if (cache is not null) body["cache"] = cache;
        return rest.PostAsync("/v1/chat/completions", body);
    }
}
