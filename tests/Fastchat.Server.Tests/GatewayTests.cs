using System.Net;

namespace Fastchat.Server;

public sealed class GatewayTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Models_OfTheGateway_AreOfferedBesideTheBuiltInOnes()
    {
        await using var upstream = await FakeUpstream.SayingAsync("ok");
        await using var server = await TestServer.StartWithAsync(upstream);

        var listed = (await server.Rest.GetAsync("/v1/models")).Json.GetProperty("data").EnumerateArray().ToList();

        Assert.Equal(["extractive", "hashing-384", "lexical", FakeUpstream.Model, "scripted"], listed.Select(m => m.GetProperty("id").GetString()).Order());
        Assert.Equal("mock", listed.Single(m => m.GetProperty("id").GetString() == FakeUpstream.Model).GetProperty("owned_by").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("team/any-name", HttpStatusCode.OK)]
    [InlineData("other/any-name", HttpStatusCode.NotFound)]
    public async Task Model_ThatIsNotListed_IsAskedWhenAPatternMatches(string model, HttpStatusCode expected)
    {
        await using var upstream = await FakeUpstream.SayingAsync("ok");
        await using var server = await TestServer.StartWithAsync(upstream, patterns: "team/*");

        var answer = await AskAsync(server, model);

        Assert.Equal(expected, answer.Status);
        Assert.Equal(expected == HttpStatusCode.OK, upstream.Asked.IsCompleted);
        if (upstream.Asked.IsCompleted) Assert.Equal(model, upstream.LastQuestion.GetProperty("model").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Parameters_NotKnownHere_ArePassedOn()
    {
        await using var upstream = await FakeUpstream.SayingAsync("ok");
        await using var server = await TestServer.StartWithAsync(upstream);

        await server.Rest.PostAsync("/v1/chat/completions", new
        {
            model = FakeUpstream.Model,
            temperature = 0.25,
            reasoning_effort = "low",
            store = true,
            messages = new[] { new { role = "user", content = "hello" } },
        });

        Assert.Equal(0.25, upstream.LastQuestion.GetProperty("temperature").GetDouble());
        Assert.Equal("low", upstream.LastQuestion.GetProperty("reasoning_effort").GetString());
        Assert.False(upstream.LastQuestion.TryGetProperty("store", out _));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gateway_RefusesOurKey_IsToldWithoutTheKey()
    {
        await using var upstream = await FakeUpstream.SayingAsync("ok");
        await using var server = await TestServer.StartWithAsync(upstream, key: "sk-wrong-key", patterns: "*");

        var answer = await AskAsync(server, "any");

        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        Assert.Equal("upstream_unauthorized", answer.Error.GetProperty("code").GetString());
        Assert.DoesNotContain("sk-wrong-key", answer.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gateway_Away_TheServerStartsAndSaysSo()
    {
        var gone = await FakeUpstream.SayingAsync("ok");
        await gone.DisposeAsync();
        await using var server = await TestServer.StartWithAsync(gone, patterns: "*");

        var answer = await AskAsync(server, "any");
        var health = await server.RestAs(null).GetAsync("/v1/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("upstream_unavailable", answer.Error.GetProperty("code").GetString());
        Assert.Equal("degraded", health.Json.GetProperty("services").GetProperty("model_gateway").GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, "scripted")).Status);
    }

    private static Task<RestAnswer> AskAsync(TestServer server, string model) =>
        server.Rest.PostAsync("/v1/chat/completions", new { model, messages = new[] { new { role = "user", content = "hello" } } });
}
