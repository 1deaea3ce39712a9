using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Retrieval.Chunking;
using Fastchat.Retrieval.Embedding;
using Fastchat.Retrieval.Index;

namespace Fastchat.Providers.Index;

/// <summary>What every index owes. Inherited by the tests of each.</summary>
public abstract class VectorIndexContract
{
    private static readonly HashingEmbedder Embedder = new();
    private static readonly TenantId Other = TenantId.New();

    protected abstract VectorIndex Index { get; }

    private static TenantId Tenant { get; } = TenantId.New();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Query_EmptyCollection_FindsNothing() => Assert.Empty((await QueryAsync(await CreateAsync(), "zebras")).Hits);

    [Fact]
    public async Task Query_Documents_FindsBestFirstWithItsPlace()
    {
        var collection = await CreateAsync();
        await UpsertAsync(collection, "file-a", "Receipts are handed in within thirty days.");
        await UpsertAsync(collection, "file-b", "Zebras live in the savanna of Africa.", "Otters swim.");

        var hits = (await QueryAsync(collection, "Where do zebras live?")).Hits;

        Assert.Equal(("file-b", new Chunk(0, "Zebras live in the savanna of Africa.", 3, 0, 37, "Animals")), (hits[0].DocumentId, hits[0].Chunk));
        Assert.Equal(hits.OrderByDescending(h => h.Score), hits);
        Assert.All(hits, h => Assert.InRange(h.Score, 0, 1));
    }

    [Fact]
    public async Task Query_TopK_IsAtMostSoMany()
    {
        var collection = await CreateAsync();
        for (var i = 0; i < 10; i++) await UpsertAsync(collection, $"file-{i}", $"Zebras of kind {i} live in Africa.");

        Assert.Equal(3, (await QueryAsync(collection, "zebras", topK: 3)).Hits.Count);
    }

    [Fact]
    public async Task Upsert_DocumentAgain_ReplacesAllOfIt()
    {
        var collection = await CreateAsync();
        await UpsertAsync(collection, "file-a", "One.", "Two.", "Three.");

        await UpsertAsync(collection, "file-a", "Four.");

        Assert.Equal(["Four."], (await ReadAsync(collection, "file-a", 0, 10)).Items.Select(c => c.Text));
    }

    [Fact]
    public async Task Upsert_NoChunks_EmptiesTheDocument()
    {
        var collection = await CreateAsync();
        await UpsertAsync(collection, "file-a", "One.");

        await UpsertAsync(collection, "file-a");

        Assert.Empty((await ReadAsync(collection, "file-a", 0, 10)).Items);
    }

    [Fact]
    public async Task ReadDocument_Pages_HoldEachChunkOnceInOrder()
    {
        var collection = await CreateAsync();
        await UpsertAsync(collection, "file-a", [.. Enumerable.Range(0, 5).Select(i => $"Part {i}.")]);

        var first = await ReadAsync(collection, "file-a", 0, 3);
        var second = await ReadAsync(collection, "file-a", 3, 3);

        Assert.Equal(["Part 0.", "Part 1.", "Part 2."], first.Items.Select(c => c.Text));
        Assert.Equal(["Part 3.", "Part 4."], second.Items.Select(c => c.Text));
        Assert.Equal((true, false), (first.HasMore, second.HasMore));
        Assert.Empty((await ReadAsync(collection, "file-z", 0, 3)).Items);
    }

    [Fact]
    public async Task DeleteDocument_Held_IsGoneAndSaysSo()
    {
        var collection = await CreateAsync();
        await UpsertAsync(collection, "file-a", "Zebras.");
        await UpsertAsync(collection, "file-b", "Zebras too.");

        Assert.True(await Index.DeleteDocumentAsync(Tenant, collection, "file-a", Ct));

        Assert.False(await Index.DeleteDocumentAsync(Tenant, collection, "file-a", Ct));
        Assert.Equal(["file-b"], (await QueryAsync(collection, "zebras")).Hits.Select(h => h.DocumentId));
    }

    [Fact]
    public async Task CreateCollection_Again_LeavesItAsItIs()
    {
        var collection = await CreateAsync();
        await UpsertAsync(collection, "file-a", "Zebras.");

        await Index.CreateCollectionAsync(Tenant, collection, Embedder.Dimensions, Ct);

        Assert.Single((await QueryAsync(collection, "zebras")).Hits);
    }

    [Fact]
    public async Task AnyCall_CollectionOfAnotherTenant_IsAsIfThereWereNone()
    {
        var collection = await CreateAsync();
        await UpsertAsync(collection, "file-a", "Zebras.");

        await AssertNoneAsync(Other, collection);
        Assert.False(await Index.DeleteCollectionAsync(Other, collection, Ct));
        Assert.Single((await QueryAsync(collection, "zebras")).Hits);
    }

    [Fact]
    public async Task DeleteCollection_Held_IsGoneWithAllItHolds()
    {
        var collection = await CreateAsync();
        await UpsertAsync(collection, "file-a", "Zebras.");

        Assert.True(await Index.DeleteCollectionAsync(Tenant, collection, Ct));

        Assert.False(await Index.DeleteCollectionAsync(Tenant, collection, Ct));
        await AssertNoneAsync(Tenant, collection);
    }

    [Fact]
    public async Task CheckHealth_Running_IsHealthy() => Assert.True((await Index.CheckHealthAsync(Ct)).IsHealthy);

    private async Task<string> CreateAsync()
    {
        var id = Ids.New(Ids.Collection, Tenant, TimeProvider.System);
        await Index.CreateCollectionAsync(Tenant, id, Embedder.Dimensions, Ct);
        return id;
    }

    private Task UpsertAsync(string collection, string document, params string[] texts) => UpsertAsync(Tenant, collection, document, texts);

    private async Task UpsertAsync(TenantId tenant, string collection, string document, string[] texts)
    {
        var chunks = texts.Select((text, i) => new Chunk(i, text, 3, 100 * i, (100 * i) + text.Length, "Animals")).ToList();
        var vectors = await Embedder.EmbedAsync([.. chunks.Select(c => c.SearchText)], EmbedKind.Document, Ct);
        await Index.UpsertAsync(tenant, collection, document, [.. chunks.Zip(vectors, (chunk, vector) => new IndexedChunk(chunk, vector))], Ct);
    }

    private Task<Page<Chunk>> ReadAsync(string collection, string document, int from, int limit) => Index.ReadDocumentAsync(Tenant, collection, document, from, limit, Ct);

    private Task<IndexResult> QueryAsync(string collection, string text, int topK = 5) => QueryAsync(Tenant, collection, text, topK);

    private async Task<IndexResult> QueryAsync(TenantId tenant, string collection, string text, int topK = 5)
    {
        var vector = (await Embedder.EmbedAsync([text], EmbedKind.Query, Ct))[0];
        return await Index.QueryAsync(tenant, collection, new IndexQuery { Text = text, Vector = vector, Scale = Embedder.Scale, TopK = topK }, Ct);
    }

    private async Task AssertNoneAsync(TenantId tenant, string collection)
    {
        await AssertNotFoundAsync(() => QueryAsync(tenant, collection, "zebras"));
        await AssertNotFoundAsync(() => UpsertAsync(tenant, collection, "file-b", ["Mine."]));
        await AssertNotFoundAsync(() => Index.ReadDocumentAsync(tenant, collection, "file-a", 0, 1, Ct));
        await AssertNotFoundAsync(() => Index.DeleteDocumentAsync(tenant, collection, "file-a", Ct));
    }

    private static async Task AssertNotFoundAsync(Func<Task> call) =>
        Assert.Equal(ErrorReason.CollectionNotFound, (await Assert.ThrowsAsync<FastchatException>(call)).Reason);
}
