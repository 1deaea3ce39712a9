using System.Net;
using Fastchat.Testing;

namespace Fastchat.Server;

/// <summary>A tenant that calls without end beyond its limit is no burden to the others; what it costs in time is measured by the benchmark "noisy".</summary>
public sealed class NoisyNeighbourTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Calls_BeyondAFullLimit_AreRefusedWithoutAStatementAndOthersAreServed()
    {
        WatchedDatabase statements = null!;
        await using var server = await TestServer.StartAsync(configure: builder => statements = builder.Watch());
        var made = (await server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "noisy", config = new { limits = new { requests_per_day = 1 } } })).Json;
        var tenant = made.GetProperty("tenant").GetProperty("tenant_id").GetString()!;
        var noisy = server.RestAs(made.GetProperty("api_key").GetString());
        Assert.Equal(HttpStatusCode.OK, (await noisy.GetAsync("/v1/models")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await noisy.GetAsync("/v1/models")).Status);

        statements.Forget();
        var hammering = Task.WhenAll(Enumerable.Range(0, 200).Select(_ => noisy.GetAsync("/v1/models")));
        for (var i = 0; i < 20; i++) Assert.Equal(HttpStatusCode.OK, (await server.Rest.GetAsync("/v1/files")).Status);

        Assert.All(await hammering, answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status));
        Assert.DoesNotContain(tenant, statements.Texts);
    }
}
