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

    private static Task<HttpResponseMessage> BeginAsync(RestClient client) =>
        client.BeginAsync(new HttpRequestMessage(HttpMethod.Get, "/v1/models"), TestContext.Current.CancellationToken);

    private async Task<string> AddAsync(string name, object limits) =>
        (await shared.Server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name, config = new { limits } })).Json.GetProperty("api_key").GetString()!;

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
