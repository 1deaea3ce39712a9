using Fastchat.Foundation;
using Fastchat.Retrieval.Chunking;
using Fastchat.Retrieval.Embedding;
using Fastchat.Retrieval.Index;
using Fastchat.Retrieval.Search;

namespace Fastchat.Corpora;

/// <summary>An index in a temporary folder that tests fill as ingestion does: chunk, embed, upsert.</summary>
internal sealed class Library : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Library(int openCollections = 64)
    {
        Index = new EmbeddedIndex(new EmbeddedIndexOptions { Root = _folder.Path, OpenCollections = openCollections });
        Searcher = new Searcher(Index, Embedder);
    }

    public TenantId Tenant { get; } = TenantId.New();

    public HashingEmbedder Embedder { get; } = new();

    public EmbeddedIndex Index { get; }

    public Searcher Searcher { get; }

    public string Root => _folder.Path;

    public async Task<string> CreateAsync()
    {
        var id = Ids.New(Ids.Collection, Tenant, TimeProvider.System);
        await Index.CreateCollectionAsync(Tenant, id, Embedder.Dimensions);
        return id;
    }

    public async Task<string> CreateAsync(IEnumerable<IrDocument> documents)
    {
        var id = await CreateAsync();
        foreach (var document in documents) await AddAsync(id, document.Id, $"# {document.Title}\n\n{document.Text}");
        return id;
    }

    public async Task AddAsync(string collectionId, string documentId, string text)
    {
        var chunks = Chunker.Split([new TextPage(null, text)], new ChunkingPolicy());
        var vectors = await Embedder.EmbedAsync([.. chunks.Select(chunk => chunk.SearchText)], EmbedKind.Document, CancellationToken.None);
        await Index.UpsertAsync(Tenant, collectionId, documentId, [.. chunks.Zip(vectors, (chunk, vector) => new IndexedChunk(chunk, vector))]);
    }

    public Task<SearchResult> SearchAsync(
        string collectionId, string question, int topK = 5, double threshold = Searcher.DefaultThreshold, SearchWeights? weights = null) =>
        Searcher.SearchAsync(Tenant, [collectionId], question, topK, threshold, weights ?? SearchWeights.Default, cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Index.DisposeAsync();
        _folder.Dispose();
    }
}
