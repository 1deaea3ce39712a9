using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;

namespace Fastchat.ModelGateway.Reranking;

public sealed class RerankRouterTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public async Task Rerank_FirstTargetFails_TheSecondAnswersUnderItsOwnName()
    {
        var asked = "";

        var result = await RankAsync(_ => throw new FastchatException(ErrorReason.ModelOverloaded, "full"), query =>
        {
            asked = query.Model;
            return [new TextRank(1, 0.5)];
        });

        Assert.Equal([new TextRank(1, 0.5)], result.Ranks);
        Assert.Equal("served-1", asked);
    }

    [Fact]
    public async Task Rerank_RequestThatIsWrong_IsNotAskedAgain()
    {
        var failure = await Assert.ThrowsAsync<FastchatException>(() => RankAsync(_ => throw FastchatException.InvalidValue("query", "no"), _ => []));

        Assert.Equal("query", failure.Param);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Rerank_TextsThatWereNotGivenOrTwice_AreNotTaken(int index)
    {
        var failure = await Assert.ThrowsAsync<FastchatException>(() => RankAsync(_ => [new TextRank(0, 1), new TextRank(index, 1)]));

        Assert.Equal(ErrorReason.UpstreamUnavailable, failure.Reason);
    }

    [Fact]
    public async Task Rerank_ModelThatRanksNothing_IsRefusedByName()
    {
        var world = new RegistrySnapshot(1, [new FakeVectorProvider("p0", null)], []);

        var failure = await Assert.ThrowsAsync<FastchatException>(() =>
            new RerankRouter(_clock).RerankAsync(world, Model(1), new RerankQuery("m", "?", ["a"]), TestContext.Current.CancellationToken));

        Assert.Equal((ErrorReason.InvalidValue, "model"), (failure.Reason, failure.Param));
    }

    private static RegisteredModel Model(int targets) => new() { Name = "m", Targets = [.. Enumerable.Range(0, targets).Select(i => new ModelTarget($"p{i}", $"served-{i}"))] };

    private Task<RerankResult> RankAsync(params Func<RerankQuery, IReadOnlyList<TextRank>>[] rankers)
    {
        var world = new RegistrySnapshot(1, rankers.Select((r, i) => new FakeVectorProvider($"p{i}", null, new FakeReranker(r))), []);
        return new RerankRouter(_clock).RerankAsync(world, Model(rankers.Length), new RerankQuery("m", "?", ["a", "b"]), TestContext.Current.CancellationToken);
    }

    private sealed class FakeReranker(Func<RerankQuery, IReadOnlyList<TextRank>> rank) : IReranker
    {
        public Task<RerankResult> RerankAsync(RerankQuery query, CancellationToken cancellationToken) => Task.FromResult(new RerankResult(rank(query)));
    }
}
