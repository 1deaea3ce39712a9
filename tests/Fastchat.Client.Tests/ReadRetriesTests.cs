using Fastchat.Contracts.Retrieval.V1;
using Grpc.Core;

namespace Fastchat.Client.Tests;

public sealed class ReadRetriesTests
{
    [Fact]
    public void Names_OfAllServices_AreThoseThatRead()
    {
        var names = ReadRetries.Config.MethodConfigs.SelectMany(c => c.Names).Select(n => n.Method).Order(StringComparer.Ordinal);

        Assert.Equal(
            ["DownloadFile", "GetCollection", "GetDocument", "GetFile", "GetHealth", "GetRun", "GetTenant", "GetVersion",
                "ListCollections", "ListDocuments", "ListFiles", "ListModels", "ListTenants", "Search"],
            names);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Search_UnavailableOnce_IsMadeAgain()
    {
        await using var server = await FakeServer.StartAsync();
        var attempts = 0;
        server.Retrieval.Find = (_, _) => ++attempts == 1
            ? throw new RpcException(new Status(StatusCode.Unavailable, "not yet"))
            : Task.FromResult(new SearchResponse { Passages = { new Passage { Text = "found" } } });

        var response = await server.Client.SearchAsync("words", ["vs_1"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("found", Assert.Single(response.Passages).Text);
        Assert.Equal(2, attempts);
    }
}
