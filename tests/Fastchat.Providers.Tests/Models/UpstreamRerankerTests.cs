using System.Net;
using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Reranking;
using Fastchat.Testing;

namespace Fastchat.Providers.Models;

public sealed class UpstreamRerankerTests : RerankerContract, IDisposable
{
    private const string Ranked = """{"id":"r","results":[{"index":2,"relevance_score":0.1},{"index":1,"relevance_score":0.9,"document":{"text":"…"}},{"index":0,"relevance_score":0.2}],"meta":{}}""";

    private readonly FakeGateway _gateway = new() { Answer = _ => FakeGateway.Json(Ranked) };
    private readonly UpstreamClient _client;

    public UpstreamRerankerTests()
    {
        _client = new UpstreamClient(UpstreamOptions.Parse("http://gateway", "sk-secret", null), new FakeClock(), _gateway);
        Reranker = new UpstreamReranker(_client);
    }

    protected override IReranker Reranker { get; }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Rerank_Request_IsCoheres()
    {
        await Reranker.RerankAsync(new RerankQuery("m", "q", Texts, 2), Ct);

        var (request, body) = _gateway.Requests.Single();
        Assert.Equal("http://gateway/v1/rerank", request.RequestUri!.AbsoluteUri);
        using var json = JsonDocument.Parse(body);
        Assert.Equal(("m", "q", 2), (json.RootElement.GetProperty("model").GetString(), json.RootElement.GetProperty("query").GetString(), json.RootElement.GetProperty("top_n").GetInt32()));
        Assert.Equal(Texts, json.RootElement.GetProperty("documents").EnumerateArray().Select(d => d.GetString()));
    }

    [Fact]
    public async Task Rerank_UnderTheBarePath_IsFoundAndRemembered()
    {
        _gateway.Answer = request => request.RequestUri!.AbsolutePath == "/rerank" ? FakeGateway.Json(Ranked) : FakeGateway.Json("""{"detail":"Not Found"}""", HttpStatusCode.NotFound);

        await Reranker.RerankAsync(new RerankQuery("m", "q", Texts), Ct);
        await Reranker.RerankAsync(new RerankQuery("m", "q", Texts), Ct);

        Assert.Equal(["/v1/rerank", "/rerank", "/rerank"], _gateway.Requests.Select(r => r.Request.RequestUri!.AbsolutePath));
    }

    [Fact]
    public async Task Rerank_Logits_KeepTheirOrderWithinTheScale()
    {
        _gateway.Answer = _ => FakeGateway.Json("""{"results":[{"index":0,"relevance_score":-8.5},{"index":1,"relevance_score":3.25},{"index":2,"relevance_score":0}]}""");

        var ranks = (await Reranker.RerankAsync(new RerankQuery("m", "q", Texts), Ct)).Ranks;

        Assert.Equal([1, 2, 0], ranks.Select(r => r.Index));
        Assert.All(ranks, r => Assert.InRange(r.Score, 0, 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"results":5}""")]
    [InlineData("""{"results":[{"index":3,"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":0,"relevance_score":1},{"index":0,"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":0,"relevance_score":"1"}]}""")]
    public async Task Rerank_NoRanks_IsUnavailable(string answer)
    {
        _gateway.Answer = _ => FakeGateway.Json(answer);

        Assert.Equal(ErrorReason.UpstreamUnavailable, (await Assert.ThrowsAsync<FastchatException>(() => Reranker.RerankAsync(new RerankQuery("m", "q", Texts), Ct))).Reason);
    }
}
