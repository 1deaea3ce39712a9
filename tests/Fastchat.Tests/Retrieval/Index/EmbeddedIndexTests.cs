using Fastchat.Contracts.Errors.V1;
using Fastchat.Corpora;
using Fastchat.Foundation;
using Fastchat.Retrieval.Chunking;
using Fastchat.Retrieval.Embedding;

namespace Fastchat.Retrieval.Index;

public sealed class EmbeddedIndexTests : IAsyncDisposable
{
    private readonly Library _library = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _library.DisposeAsync();

    private async Task<IReadOnlyList<IndexHit>> QueryAsync(string collection, string text, TenantId? tenant = null)
    {
        var vectors = await _library.Embedder.EmbedAsync([text], EmbedKind.Query, Ct);
        var query = new IndexQuery { Text = text, Vector = vectors[0], Scale = _library.Embedder.Scale };
        return (await _library.Index.QueryAsync(tenant ?? _library.Tenant, collection, query, Ct)).Hits;
    }

    [Fact]
    public async Task Query_UpsertedDocuments_FindsTheRightOneWithItsPlace()
    {
        var collection = await _library.CreateAsync();
        await _library.AddAsync(collection, "file-a", "Employees have 27 days of vacation.");
        await _library.AddAsync(collection, "file-b", "The cafeteria opens at eleven.");

        var hits = await QueryAsync(collection, "How many vacation days do employees have?");

        Assert.Equal("file-a", hits[0].DocumentId);
        Assert.Equal(new Chunk(0, "Employees have 27 days of vacation.", null, 0, 35), hits[0].Chunk);
        Assert.InRange(hits[0].Score, 0.6, 1);
        Assert.Equal((0.7 * hits[0].SemanticScore) + (0.3 * hits[0].LexicalScore), hits[0].Score, 1e-9);
        Assert.All(hits.Skip(1), hit => Assert.InRange(hit.Score, 0, 0.3));
    }

    [Fact]
    public async Task Upsert_DocumentAgain_ReplacesAllItsChunks()
    {
        var collection = await _library.CreateAsync();
        await _library.AddAsync(collection, "file-a", "Old words about zebras.");
        await _library.AddAsync(collection, "file-a", "New words about giraffes.");

        Assert.DoesNotContain(await QueryAsync(collection, "zebras"), hit => hit.Chunk.Text.Contains("zebras", StringComparison.Ordinal));
        Assert.Contains("giraffes", Assert.Single(await QueryAsync(collection, "giraffes")).Chunk.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upsert_WhileReading_IsSeenWholeOrNotAtAll()
    {
        var collection = await _library.CreateAsync();
        var versions = Enumerable.Range(0, 20).Select(version => string.Join(
            "\n\n", Enumerable.Range(0, 60).Select(part => $"Version{version} of part {part} speaks of penguins in the cold."))).ToArray();
        await _library.AddAsync(collection, "file-a", versions[0]);
        var writing = Task.Run(async () =>
        {
            foreach (var version in versions) await _library.AddAsync(collection, "file-a", version);
        }, Ct);

        while (!writing.IsCompleted)
        {
            var seen = (await QueryAsync(collection, "penguins in the cold")).Select(hit => hit.Chunk.Text.Split(' ')[0]).ToHashSet();
            var read = (await _library.Index.ReadDocumentAsync(_library.Tenant, collection, "file-a", 0, 100, Ct)).Items;
            Assert.Single(seen);
            Assert.Single(read.Select(chunk => chunk.Text.Split(' ')[0]).ToHashSet());
        }

        await writing;
    }

    [Fact]
    public async Task ReadDocument_InPages_GivesTheChunksInOrder()
    {
        var collection = await _library.CreateAsync();
        var text = string.Join("\n\n", Enumerable.Range(0, 100).Select(part => $"Paragraph {part} says this and that about the matter at hand."));
        await _library.AddAsync(collection, "file-a", text);
        var chunks = Chunker.Split([new TextPage(null, text)], new ChunkingPolicy());

        var first = await _library.Index.ReadDocumentAsync(_library.Tenant, collection, "file-a", 0, 2, Ct);
        var rest = await _library.Index.ReadDocumentAsync(_library.Tenant, collection, "file-a", 2, 100, Ct);

        Assert.True(first.HasMore);
        Assert.False(rest.HasMore);
        Assert.Equal(chunks, first.Items.Concat(rest.Items));
    }

    [Fact]
    public async Task DeleteDocument_ThatIsThere_IsNoLongerFound()
    {
        var collection = await _library.CreateAsync();
        await _library.AddAsync(collection, "file-a", "Words about zebras.");

        Assert.True(await _library.Index.DeleteDocumentAsync(_library.Tenant, collection, "file-a", Ct));
        Assert.Empty(await QueryAsync(collection, "zebras"));
        Assert.False(await _library.Index.DeleteDocumentAsync(_library.Tenant, collection, "file-a", Ct));
    }

    [Fact]
    public async Task DeleteCollection_InUse_WaitsAndLeavesNoFile()
    {
        var collection = await _library.CreateAsync();
        await _library.AddAsync(collection, "file-a", "Words about zebras.");
        var query = QueryAsync(collection, "zebras");

        Assert.True(await _library.Index.DeleteCollectionAsync(_library.Tenant, collection, Ct));
        Assert.Single(await query);
        Assert.False(await _library.Index.DeleteCollectionAsync(_library.Tenant, collection, Ct));
        await AssertNotFoundAsync(() => QueryAsync(collection, "zebras"));
        Assert.Empty(Directory.GetFiles(_library.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Query_CollectionOfAnotherTenant_DoesNotExist()
    {
        var collection = await _library.CreateAsync();
        var other = TenantId.New();

        await AssertNotFoundAsync(() => QueryAsync(collection, "zebras", other));
        Assert.False(await _library.Index.DeleteCollectionAsync(other, collection, Ct));
        // Not even where the other tenant's file is put under this one's name.
        var stolen = Ids.New(Ids.Collection, other, TimeProvider.System);
        Directory.CreateDirectory(Path.Combine(_library.Root, other.Value));
        File.Copy(Path.Combine(_library.Root, _library.Tenant.Value, $"{collection}.db"), Path.Combine(_library.Root, other.Value, $"{stolen}.db"));
        await AssertNotFoundAsync(() => QueryAsync(stolen, "zebras", other));
    }

    [Fact]
    public async Task Query_IdOfAnotherTenantOnAnOwnFile_DoesNotExist()
    {
        var collection = await _library.CreateAsync();
        var foreign = Ids.New(Ids.Collection, TenantId.New(), TimeProvider.System);
        var folder = Path.Combine(_library.Root, _library.Tenant.Value);
        File.Copy(Path.Combine(folder, $"{collection}.db"), Path.Combine(folder, $"{foreign}.db"));

        await AssertNotFoundAsync(() => QueryAsync(foreign, "zebras"));
        Assert.False(await _library.Index.DeleteCollectionAsync(_library.Tenant, foreign, Ct));
    }

    [Theory]
    [InlineData("vs_unknown")]
    [InlineData("../../x")]
    public async Task Query_WrongId_DoesNotExistAndMakesNoFile(string id)
    {
        await AssertNotFoundAsync(() => QueryAsync(id, "zebras"));
        await AssertNotFoundAsync(() => QueryAsync($"vs_{_library.Tenant}/../../../../abcdef", "zebras"));
        await AssertNotFoundAsync(() => QueryAsync(Ids.New(Ids.Collection, _library.Tenant, TimeProvider.System), "zebras"));
        Assert.Empty(Directory.GetFiles(_library.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Upsert_VectorsOfAnotherLength_AreRefused()
    {
        var collection = await _library.CreateAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => _library.Index.UpsertAsync(
            _library.Tenant, collection, "file-a", [new IndexedChunk(new Chunk(0, "x", null, 0, 1), new float[3])], Ct));
    }

    [Fact]
    public async Task Collections_OverTheNumber_AreClosedAndOpenedAgain()
    {
        await using var library = new Library(openCollections: 2);
        var collections = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            collections.Add(await library.CreateAsync());
            await library.AddAsync(collections[i], "file-a", $"Words about animal{i}.");
        }

        Assert.Equal(2, library.Index.OpenCollectionCount);
        var found = await Task.WhenAll(Enumerable.Range(0, 40).Select(round => library.SearchAsync(collections[round % 5], $"animal{round % 5}")));
        Assert.All(found, result => Assert.Single(result.Passages));
        Assert.Equal(2, library.Index.OpenCollectionCount);
    }

    [Fact]
    public async Task Health_FolderThatCannotBe_IsToldAndNotThrown()
    {
        Assert.True((await _library.Index.CheckHealthAsync(Ct)).IsHealthy);
        var file = Path.Combine(_library.Root, "a-file");
        await File.WriteAllTextAsync(file, "", Ct);
        await using var broken = new EmbeddedIndex(new EmbeddedIndexOptions { Root = Path.Combine(file, "below") });

        var health = await broken.CheckHealthAsync(Ct);

        Assert.False(health.IsHealthy);
        Assert.NotNull(health.Detail);
    }

    private static async Task AssertNotFoundAsync(Func<Task> call) =>
        Assert.Equal(ErrorReason.CollectionNotFound, (await Assert.ThrowsAsync<FastchatException>(call)).Reason);
}
