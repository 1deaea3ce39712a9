using Fastchat.Retrieval.Chunking;
using Fastchat.Retrieval.Embedding;
using Fastchat.Retrieval.Index;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Retrieval.Search;

/// <summary>Passages in the index whose document is not described are what a crash in a removal leaves.</summary>
public sealed class RetrieverTests : IAsyncLifetime
{
    private const string Text = "Zebras live in the savanna of Africa.";

    private TestRooms _rooms = null!;
    private string _collection = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _collection = await _rooms.CreateCollectionAsync();
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Search_OrphanOfTheSameWords_FindsTheFile()
    {
        await AddOrphanAsync("file-orphan", Text);
        var file = await AddFileAsync(Text);

        Assert.Equal([file], await SearchAsync("Where do zebras live?", topK: 5));
    }

    [Fact]
    public async Task Search_ManyBetterOrphans_StillFindsTheFile()
    {
        for (var i = 0; i < 30; i++) await AddOrphanAsync($"file-orphan{i}", $"Where do zebras live? Zebras live where zebra {i} lives.");
        var file = await AddFileAsync(Text);

        Assert.Equal([file], await SearchAsync("Where do zebras live?", topK: 2));
    }

    [Fact]
    public async Task Search_OrphansAlone_FindsNothing()
    {
        await AddOrphanAsync("file-orphan", Text);

        Assert.Empty(await SearchAsync("Where do zebras live?", topK: 1));
    }

    private async Task<IEnumerable<string>> SearchAsync(string question, int topK) =>
        (await _rooms.Retriever.SearchAsync(_rooms.Tenant, [_collection], question, topK, threshold: 0, "x", Ct)).Passages.Select(p => p.FileId);

    private async Task<string> AddFileAsync(string text)
    {
        var file = await _rooms.UploadAsync("zebras.txt", text);
        await _rooms.AttachAsync(_collection, file.Id);
        await _rooms.Ingestor(FakeDecoder.Saying(text)).RunAsync(_rooms.JobOf(_collection, file.Id), Ct);
        return file.Id;
    }

    private async Task AddOrphanAsync(string documentId, string text)
    {
        var chunks = Chunker.Split([new TextPage(null, text)], new ChunkingPolicy());
        var vectors = await _rooms.Embedder.EmbedAsync([.. chunks.Select(c => c.SearchText)], EmbedKind.Document, Ct);
        await _rooms.Index.UpsertAsync(_rooms.Tenant, _collection, documentId, [.. chunks.Zip(vectors, (chunk, vector) => new IndexedChunk(chunk, vector))], Ct);
    }
}
