using System.Net;
using Fastchat.Contracts.Chat.V1;
using Grpc.Core;

namespace Fastchat.Server;

/// <summary>A tenant's limits, as its callers meet them.</summary>
public sealed class LimitsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact(Timeout = Limits.Test)]
    public async Task Calls_BeyondTheLimit_Are429OverEveryProtocolAndNobodyElseIsTouched()
    {
        var key = await AddAsync("limited", new { requests_per_day = 3, requests_per_minute = 1000 });
        var client = shared.Server.RestAs(key);
        for (var remaining = 2; remaining >= 0; remaining--)
        {
            using var served = await BeginAsync(client);
            Assert.Equal((HttpStatusCode.OK, "3", $"{remaining}"), (served.StatusCode, Header(served, "x-ratelimit-limit-requests"), Header(served, "x-ratelimit-remaining-requests")));
        }

        using var refused = await BeginAsync(client);
        Assert.Equal((HttpStatusCode.TooManyRequests, "0"), (refused.StatusCode, Header(refused, "x-ratelimit-remaining-requests")));
        Assert.InRange(int.Parse(Header(refused, "retry-after"), System.Globalization.CultureInfo.InvariantCulture), 1, 86_400);
        Assert.EndsWith("s", Header(refused, "x-ratelimit-reset-requests"), StringComparison.Ordinal);
        var answer = await client.GetAsync("/v1/models");
        Assert.Equal(("rate_limit_error", "rate_limit_exceeded"), (answer.Error.GetProperty("type").GetString(), answer.Error.GetProperty("code").GetString()));
        var error = await Assert.ThrowsAsync<RpcException>(() => new ModelService.ModelServiceClient(shared.Server.GrpcAs(key)).ListModelsAsync(
            new ListModelsRequest(), cancellationToken: TestContext.Current.CancellationToken).ResponseAsync);
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await shared.Server.Rest.GetAsync("/v1/models")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Calls_OfSixtyFourClients_NeverPassTheLimit()
    {
        var client = shared.Server.RestAs(await AddAsync("crowd", new { requests_per_day = 200 }));
        var served = 0;

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            for (var i = 0; i < 5; i++)
            {
                if ((await client.GetAsync("/v1/models")).Status == HttpStatusCode.OK) Interlocked.Increment(ref served);
            }
        }));

        Assert.Equal(200, served);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Calls_WithoutLimits_SayNothingOfThem()
    {
        using var served = await BeginAsync(shared.Server.Rest);

        Assert.DoesNotContain(served.Headers, h => h.Key.StartsWith("x-ratelimit", StringComparison.OrdinalIgnoreCase));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tokens_BeyondTheLimit_AreRefusedBeforeAModelIsAskedAndOverByOneAnswerAtMost()
    {
        var client = shared.Server.RestAs(await AddAsync("tokens", new { tokens_per_minute = 10_000 }));
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => AskAsync(client, tokens: 900, mostTokens: 1000)));

        var served = answers.Count(a => a.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a => Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limit_exceeded"), (a.Status, a.Error.GetProperty("code").GetString())));
        var used = (await client.GetAsync("/v1/admin/usage")).Json.GetProperty("usage").EnumerateArray().Sum(u => u.GetProperty("total_tokens").GetInt64());
        Assert.InRange(used, 900, 10_000 + 1000);
        Assert.InRange(served, 1, 12);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tokens_UnusedOfWhatWasSetAside_AreGivenBack()
    {
        var client = shared.Server.RestAs(await AddAsync("thrifty", new { tokens_per_minute = 100_000_000 }));

        // Each sets aside 90 of the 100 millions and uses five.
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, tokens: 5, mostTokens: 90_000_000)).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tokens_LimitedAndLengthNotStated_AnswerEndsAtWhatWasSetAside()
    {
        var limited = shared.Server.RestAs(await AddAsync("unstated", new { tokens_per_minute = 1_000_000 }));

        Assert.Equal(("length", 4096), await EndAsync(limited));
        Assert.Equal(("stop", 5000), await EndAsync(shared.Server.Rest));

        static async Task<(string?, int)> EndAsync(RestClient client)
        {
            var answer = (await AskAsync(client, tokens: 5000, mostTokens: null)).Json;
            return (answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString(), answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Streams_OpenAtOnce_AreHeldAndGivenBackWhenTheyEnd()
    {
        var client = shared.Server.RestAs(await AddAsync("streams", new { concurrent_streams = 2 }));
        var open = new[] { await OpenAsync(client), await OpenAsync(client) };
        using (var refused = await OpenAsync(client))
        {
            Assert.Equal((HttpStatusCode.TooManyRequests, "0", "1"), (refused.StatusCode, Header(refused, "x-ratelimit-remaining-streams"), Header(refused, "retry-after")));
        }

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, tokens: 1, mostTokens: null)).Status);

        // Whoever goes away in the middle gives back his stream as well.
        open[0].Dispose();
        await Poll.UntilAsync(
            async () =>
            {
                using var response = await OpenAsync(client);
                return response.StatusCode;
            },
            status => status == HttpStatusCode.OK);
        open[1].Dispose();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Upload_BeyondTheDaysBytes_IsRefusedWhileItComesAndNothingIsStored()
    {
        var client = shared.Server.RestAs(await AddAsync("uploads", new { upload_bytes_per_day = 3_000_000 }));

        Assert.Equal(HttpStatusCode.OK, (await UploadAsync(client, 2_500_000)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await UploadAsync(client, 600_000)).Status);
        Assert.Equal(HttpStatusCode.OK, (await UploadAsync(client, 500_000)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await UploadAsync(client, 1)).Status);
        Assert.Equal(2, (await client.GetAsync("/v1/files")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Limits_OfKeyUserAndModel_HoldForThoseAlone()
    {
        var key = await AddAsync("below", new { });
        var owner = shared.Server.RestAs(key);
        var made = (await owner.PostAsync("/v1/admin/keys", new { name = "limited", role = "user" })).Json;
        var held = shared.Server.RestAs(made.GetProperty("api_key").GetString()!);
        await SetAsync(owner, "key", made.GetProperty("key").GetProperty("key_id").GetString()!, new { requests_per_day = 1 });
        await SetAsync(owner, "user", "*", new { tokens_per_minute = 1 });
        await SetAsync(owner, "model", "extractive", new { requests_per_day = 1 });

        Assert.Equal(HttpStatusCode.OK, (await held.GetAsync("/v1/models")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await held.GetAsync("/v1/models")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(owner, tokens: 5, mostTokens: 5, user: "ann")).Status);
        var refused = await AskAsync(owner, tokens: 5, mostTokens: 5, user: "ann");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Contains("user ann", refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(owner, tokens: 5, mostTokens: 5, user: "bob")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(owner, tokens: 5, mostTokens: 5, model: "extractive")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(owner, tokens: 5, mostTokens: 5, model: "extractive")).Status);

        await owner.DeleteAsync("/v1/admin/limits/user/*");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(owner, tokens: 5, mostTokens: 5, user: "ann")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.DeleteAsync("/v1/admin/limits/user/*")).Status);
        Assert.Equal(2, (await owner.GetAsync("/v1/admin/limits")).Json.GetProperty("limits").GetArrayLength());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cost_BeyondTheBudget_IsRefused()
    {
        await using var server = await TestServer.StartAsync(change: o => o with { Prices = ModelGateway.Metering.ModelPrices.Parse("scripted=0/1000000") });
        var key = (await server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "poor", config = new { limits = new { cost_per_month = 10 } } }))
            .Json.GetProperty("api_key").GetString()!;
        var client = server.RestAs(key);

        foreach (var left in (string[])["6", "2", "0"])
        {
            using var served = await client.BeginAsync(Question(tokens: 4, mostTokens: 4), TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, left), (served.StatusCode, Header(served, "x-ratelimit-remaining-cost")));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(client, tokens: 4, mostTokens: 4)).Status);
        var usage = (await client.GetAsync("/v1/admin/usage?group_by=model")).Json.GetProperty("usage")[0];
        Assert.Equal((3, 12, 12.0), (usage.GetProperty("requests").GetInt32(), usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("cost").GetDouble()));
    }

    private static HttpRequestMessage Question(int tokens, int? mostTokens, string? user = null, string model = "scripted", bool stream = false, int delay = 0) =>
        new(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new
            {
                model,
                stream,
                user,
                max_completion_tokens = mostTokens,
                messages = new[] { new { role = "user", content = $$"""{"tokens": {{tokens}}, "delay_ms": {{delay}}}""" } },
            }),
        };

    private static Task<RestAnswer> AskAsync(RestClient client, int tokens, int? mostTokens, string? user = null, string model = "scripted") =>
        client.SendAsync(Question(tokens, mostTokens, user, model));

    private static Task<HttpResponseMessage> OpenAsync(RestClient client) =>
        client.BeginAsync(Question(100_000, 100_000, stream: true, delay: 20), TestContext.Current.CancellationToken);

    private static Task<RestAnswer> UploadAsync(RestClient client, int bytes) => client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/files")
    {
        Content = new MultipartFormDataContent { { new StringContent("user_data"), "purpose" }, { new ByteArrayContent([.. Enumerable.Repeat((byte)'a', bytes)]), "file", "a.txt" } },
    });

    private static async Task SetAsync(RestClient client, string kind, string name, object limits) => Assert.Equal(
        HttpStatusCode.OK, (await client.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/v1/admin/limits") { Content = System.Net.Http.Json.JsonContent.Create(new { kind, name, limits }) })).Status);

    private static Task<HttpResponseMessage> BeginAsync(RestClient client) =>
        client.BeginAsync(new HttpRequestMessage(HttpMethod.Get, "/v1/models"), TestContext.Current.CancellationToken);

    private async Task<string> AddAsync(string name, object limits) =>
        (await shared.Server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name, config = new { limits } })).Json.GetProperty("api_key").GetString()!;

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
