using System.Net;
using Fastchat.Contracts.Chat.V1;

namespace Fastchat.Server;

/// <summary>Ranking in the shape that Cohere's and LiteLLM's clients know.</summary>
public sealed class RerankTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Path = "/v1/rerank";
    private static readonly string[] Texts = ["Bread is baked in an oven.", "Zebras live in the savanna of Africa.", "A zebra has stripes."];

    private readonly TestServer _server = shared.Server;

    [Fact(Timeout = Limits.Test)]
    public async Task Rerank_Texts_AreOrderedInCoheresShape()
    {
        var answer = await _server.Rest.PostAsync(Path, new { model = "lexical", query = "Where do zebras live?", documents = Texts, top_n = 2 });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var results = answer.Json.GetProperty("results");
        Assert.Equal([1, 2], results.EnumerateArray().Select(r => r.GetProperty("index").GetInt32()));
        Assert.Equal(["index", "relevance_score"], results[0].EnumerateObject().Select(p => p.Name));
        Assert.True(results[0].GetProperty("relevance_score").GetDouble() > results[1].GetProperty("relevance_score").GetDouble());
        Assert.StartsWith("rerank_", answer.Json.GetProperty("id").GetString(), StringComparison.Ordinal);
        var tokens = answer.Json.GetProperty("meta").GetProperty("tokens").GetProperty("input_tokens").GetInt32();
        Assert.Equal((21, 21), (tokens, answer.Json.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rerank_TextsInObjects_ComeBackWhenWanted()
    {
        var answer = await _server.Rest.PostAsync(Path, new { model = "lexical", query = "zebra", documents = new object[] { "Bread.", new { text = "A zebra.", title = "unknown" } }, return_documents = true });

        Assert.Equal(["A zebra.", "Bread."], answer.Json.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("document").GetProperty("text").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rerank_OverGrpc_IsThatOfRest()
    {
        var client = new RerankService.RerankServiceClient(_server.Grpc);

        var answer = await client.RerankAsync(
            new RerankRequest { Model = "lexical", Query = "zebra", Documents = { Texts.Select(t => new RerankDocument { Text = t }) } }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([2, 1, 0], answer.Results.Select(r => r.Index));
        Assert.All(answer.Results, r => Assert.Null(r.Document));
    }

    /// <summary>Requests that are refused, with the field that is to blame.</summary>
    public static TheoryData<object, string> Wrong => new()
    {
        { new { model = "lexical", documents = Texts }, "query" },
        { new { model = "lexical", query = new string('q', 32_769), documents = Texts }, "query" },
        { new { model = "lexical", query = "zebra" }, "documents" },
        { new { model = "lexical", query = "zebra", documents = Enumerable.Repeat("a", 1001) }, "documents" },
        { new { model = "lexical", query = "zebra", documents = Enumerable.Repeat(new string('a', 100_000), 43) }, "documents" },
        { new { model = "lexical", query = "zebra", documents = new object[] { 7 } }, "documents[0]" },
        { new { model = "lexical", query = "zebra", documents = Texts, top_n = 0 }, "top_n" },
        { new { query = "zebra", documents = Texts }, "model" },
        { new { model = "hashing-384", query = "zebra", documents = Texts }, "model" },
    };

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Wrong))]
    public async Task Rerank_WrongField_IsRefusedByName(object body, string param)
    {
        var answer = await _server.Rest.PostAsync(Path, body);

        Assert.Equal((HttpStatusCode.BadRequest, param), (answer.Status, answer.Error.GetProperty("param").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rerank_Most_AreAllServed()
    {
        var answer = await _server.Rest.PostAsync(Path, new { model = "lexical", query = "number 999", documents = Enumerable.Range(0, 1000).Select(i => $"number {i}") });

        Assert.Equal(1000, answer.Json.GetProperty("results").GetArrayLength());
        Assert.Equal(999, answer.Json.GetProperty("results")[0].GetProperty("index").GetInt32());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rerank_Usage_IsPutDown()
    {
        var owner = _server.RestAs(await _server.AddTenantAsync("ranking"));

        await owner.PostAsync(Path, new { model = "lexical", query = "two words", documents = new[] { "three more words" } });

        var usage = Assert.Single((await owner.GetAsync("/v1/admin/usage?group_by=model")).Json.GetProperty("usage").EnumerateArray());
        Assert.Equal(("lexical", 5), (usage.GetProperty("model").GetString(), usage.GetProperty("total_tokens").GetInt32()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rerank_ByAViewer_IsRefused()
    {
        var made = (await _server.Rest.PostAsync("/v1/admin/keys", new { name = "viewer", role = "viewer" })).Json;

        var answer = await _server.RestAs(made.GetProperty("api_key").GetString()!).PostAsync(Path, new { model = "lexical", query = "zebra", documents = Texts });

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
    }
}
