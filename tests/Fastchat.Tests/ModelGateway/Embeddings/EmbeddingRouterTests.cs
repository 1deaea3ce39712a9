using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Caching;
using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;

namespace Fastchat.ModelGateway.Embeddings;

public sealed class EmbeddingRouterTests
{
    private static readonly TenantId Tenant = TenantId.New();
    private static readonly FastchatException Away = new(ErrorReason.UpstreamUnavailable, "away");

    private readonly FakeClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Embed_MoreThanAProviderTakes_IsJoinedInOrder()
    {
        var model = new FakeEmbeddingModel { MostTexts = 3 };
        string[] texts = [.. Enumerable.Range(1, 10).Select(i => new string('x', i))];

        var answer = await EmbedAsync(null, texts, model);

        Assert.Equal(texts.Select(t => (float)t.Length), answer.Vectors.Select(v => v[0]));
        Assert.Equal([1, 3, 3, 3], model.Queries.Select(q => q.Texts.Count).Order());
        Assert.Equal((10, false), (answer.PromptTokens, answer.IsEstimated));
    }

    [Fact]
    public async Task Embed_ManyBatches_AreAskedAFewAtOnce()
    {
        var (running, most) = (0, 0);
        var four = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var model = new FakeEmbeddingModel
        {
            MostTexts = 1,
            Before = async (_, token) =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                if (now == 4) four.TrySetResult();
                await four.Task.WaitAsync(token);
                Interlocked.Decrement(ref running);
            },
        };

        await EmbedAsync(null, [.. Enumerable.Repeat("x", 20)], model);

        Assert.Equal(4, most);
    }

    [Fact]
    public async Task Embed_ProviderThatCountsNoTokens_IsCounted()
    {
        var answer = await EmbedAsync(null, ["12345678"], new FakeEmbeddingModel { Tokens = _ => null });

        Assert.Equal((3, true), (answer.PromptTokens, answer.IsEstimated));
    }

    [Fact]
    public async Task Embed_FirstTargetFailsMidway_AllComesFromTheSecond()
    {
        var first = new FakeEmbeddingModel { MostTexts = 1, Embed = _ => [1, 1, 1], Before = (q, _) => q.Texts[0] == "b" ? throw Away : Task.CompletedTask };
        var second = new FakeEmbeddingModel();

        var answer = await EmbedAsync(null, ["a", "b", "c"], first, second);

        Assert.All(answer.Vectors, v => Assert.Equal([1f, 1f], v));
        Assert.Equal(3, second.Queries.Single().Texts.Count);
    }

    [Fact]
    public async Task Embed_AllTargetsFail_IsTheLastOnesError()
    {
        var failure = await Assert.ThrowsAsync<FastchatException>(() => EmbedAsync(null, ["a"],
            new FakeEmbeddingModel { Before = (_, _) => throw Away }, new FakeEmbeddingModel { Before = (_, _) => throw new FastchatException(ErrorReason.UpstreamRateLimited, "slow down") }));

        Assert.Equal(ErrorReason.UpstreamRateLimited, failure.Reason);
    }

    [Fact]
    public async Task Embed_RequestThatIsWrong_IsNotAskedAgain()
    {
        var second = new FakeEmbeddingModel();

        var failure = await Assert.ThrowsAsync<FastchatException>(() => EmbedAsync(null, ["a"], new FakeEmbeddingModel { Before = (_, _) => throw FastchatException.InvalidValue("dimensions", "no") }, second));

        Assert.Equal("dimensions", failure.Param);
        Assert.Empty(second.Queries);
    }

    [Fact]
    public async Task Embed_ModelThatMakesNone_IsRefusedByName()
    {
        var world = new RegistrySnapshot(1, [new FakeVectorProvider("p0", null)], []);

        var failure = await Assert.ThrowsAsync<FastchatException>(() => new EmbeddingRouter(null, _clock).EmbedAsync(world, Model(1), Tenant, new EmbeddingQuery("m", ["a"]), Ct));

        Assert.Equal((ErrorReason.InvalidValue, "model"), (failure.Reason, failure.Param));
    }

    [Fact]
    public async Task Embed_ProviderSilent_IsATimeoutAndTheNextIsAsked()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = new FakeEmbeddingModel
        {
            Before = (_, token) =>
            {
                asked.SetResult();
                return Task.Delay(Timeout.Infinite, token);
            },
        };

        var answer = EmbedAsync(null, ["a"], first, new FakeEmbeddingModel());
        await asked.Task;
        _clock.Advance(TimeSpan.FromMinutes(5));

        var vector = (await answer).Vectors[0];
        Assert.Equal([1f, 1f], vector);
    }

    [Fact]
    public async Task Embed_TooFewVectors_AreNotTaken()
    {
        var model = new ShortModel();

        var failure = await Assert.ThrowsAsync<FastchatException>(() => EmbedAsync(null, ["a", "b"], model));

        Assert.Equal(ErrorReason.UpstreamUnavailable, failure.Reason);
    }

    [Fact]
    public async Task Embed_TextsOfBefore_AreRememberedAndCostNothing()
    {
        var cache = new EmbeddingCache(1_000_000, _clock);
        var model = new FakeEmbeddingModel();
        await EmbedAsync(cache, ["a", "bb"], model);

        var answer = await EmbedAsync(cache, ["bb", "ccc", "a"], model);

        Assert.Equal([2f, 3f, 1f], answer.Vectors.Select(v => v[0]));
        Assert.Equal(["ccc"], model.Queries.Last().Texts);
        Assert.Equal((1, false), (answer.PromptTokens, answer.IsEstimated));
        Assert.Equal(3, cache.Count(Tenant));
    }

    [Fact]
    public async Task Embed_AnotherTenantOrModelOrDimensions_RemembersNothing()
    {
        var cache = new EmbeddingCache(1_000_000, _clock);
        var model = new FakeEmbeddingModel();
        var router = new EmbeddingRouter(cache, _clock);
        var world = new RegistrySnapshot(1, [new FakeVectorProvider("p0", model), new FakeVectorProvider("p1", model)], []);
        var elsewhere = new RegisteredModel { Name = "m", Targets = [new ModelTarget("p1", "served")] };
        var other = new RegisteredModel { Name = "m", Targets = [new ModelTarget("p0", "other")] };
        var query = new EmbeddingQuery("m", ["a"]);

        await router.EmbedAsync(world, Model(1), Tenant, query, Ct);
        await router.EmbedAsync(world, Model(1), TenantId.New(), query, Ct);
        await router.EmbedAsync(world, Model(1), Tenant, query with { Dimensions = 2 }, Ct);
        await router.EmbedAsync(world, elsewhere, Tenant, query, Ct);
        await router.EmbedAsync(world, other, Tenant, query, Ct);
        Assert.Equal(5, model.Queries.Count);

        await router.EmbedAsync(world, Model(1), Tenant, query, Ct);
        Assert.Equal(5, model.Queries.Count);
    }

    [Fact]
    public async Task Forget_Tenant_LeavesTheOthers()
    {
        var cache = new EmbeddingCache(1_000_000, _clock);
        var other = TenantId.New();
        var router = new EmbeddingRouter(cache, _clock);
        var world = new RegistrySnapshot(1, [new FakeVectorProvider("p0", new FakeEmbeddingModel())], []);
        foreach (var tenant in new[] { Tenant, other }) await router.EmbedAsync(world, Model(1), tenant, new EmbeddingQuery("m", ["a", "b"]), Ct);

        cache.Forget(Tenant);

        Assert.Equal((0, 2), (cache.Count(Tenant), cache.Count(other)));
    }

    private static RegisteredModel Model(int targets) => new() { Name = "m", Targets = [.. Enumerable.Range(0, targets).Select(i => new ModelTarget($"p{i}", "served"))] };

    private Task<EmbeddingAnswer> EmbedAsync(EmbeddingCache? cache, string[] texts, params IEmbeddingModel[] models) =>
        new EmbeddingRouter(cache, _clock).EmbedAsync(
            new RegistrySnapshot(1, models.Select((m, i) => new FakeVectorProvider($"p{i}", m)), []), Model(models.Length), Tenant, new EmbeddingQuery("m", texts), Ct);

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, value, seen);
    }

    private sealed class ShortModel : IEmbeddingModel
    {
        public Task<EmbeddingResult> EmbedAsync(EmbeddingQuery query, CancellationToken cancellationToken) => Task.FromResult(new EmbeddingResult([[1f]], 1));
    }
}
