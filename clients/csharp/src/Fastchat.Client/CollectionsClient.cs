using Fastchat.Contracts.Retrieval.V1;

namespace Fastchat.Client;

/// <summary>Collections and their documents: <c>client.Collections</c>.</summary>
public sealed class CollectionsClient
{
    private readonly CollectionService.CollectionServiceClient _raw;
    private readonly ApiCalls _calls;
    private readonly TimeProvider _time;

    internal CollectionsClient(CollectionService.CollectionServiceClient raw, ApiCalls calls, TimeProvider time)
    {
        _raw = raw;
        _calls = calls;
        _time = time;
    }

    /// <summary>Makes an empty collection.</summary>
    /// <param name="name">A name for people.</param>
    /// <param name="metadata">Your own notes: at most 16 pairs.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="FastchatApiException">The call failed.</exception>
    public async Task<Collection> CreateAsync(string name, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        var request = new CreateCollectionRequest { Name = name };
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>()) request.Metadata.Add(key, value);
        return (await _calls.CallAsync(o => _raw.CreateCollectionAsync(request, o), cancellationToken)).Collection;
    }

    /// <summary>Reads one collection.</summary>
    /// <exception cref="FastchatApiException">The call failed.</exception>
    public async Task<Collection> GetAsync(string collectionId, CancellationToken cancellationToken = default) =>
        (await _calls.CallAsync(o => _raw.GetCollectionAsync(new GetCollectionRequest { CollectionId = collectionId }, o), cancellationToken)).Collection;

    /// <summary>Lists collections, newest first.</summary>
    /// <param name="pageSize">Collections per page; by default the server's.</param>
    public Pages<Collection> ListAsync(int pageSize = 0) => new(async (token, cancellationToken) =>
    {
        var request = new ListCollectionsRequest { PageSize = pageSize, PageToken = token };
        var page = await _calls.CallAsync(o => _raw.ListCollectionsAsync(request, o), cancellationToken);
        return new Page<Collection>(page.Collections, page.NextPageToken);
    });

    /// <summary>Deletes a collection and its passages; the files stay.</summary>
    /// <exception cref="FastchatApiException">The call failed.</exception>
    public Task DeleteAsync(string collectionId, CancellationToken cancellationToken = default) =>
        _calls.CallAsync(o => _raw.DeleteCollectionAsync(new DeleteCollectionRequest { CollectionId = collectionId }, o), cancellationToken);

    /// <summary>Attaches a file; it is made searchable in the background.</summary>
    /// <exception cref="FastchatApiException">The call failed.</exception>
    public async Task<Document> AddDocumentAsync(string collectionId, string fileId, AddDocumentOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = new AddDocumentRequest { CollectionId = collectionId, FileId = fileId, Chunking = options?.Chunking };
        foreach (var (key, value) in options?.Attributes ?? new Dictionary<string, string>()) request.Attributes.Add(key, value);
        return (await _calls.CallAsync(o => _raw.AddDocumentAsync(request, o), cancellationToken)).Document;
    }

    /// <summary>Attaches a file and waits until it can be searched.</summary>
    /// <exception cref="IngestionException">It cannot be made searchable; the reason says why.</exception>
    /// <exception cref="FastchatApiException">A call failed.</exception>
    public async Task<Document> AddAndWaitAsync(string collectionId, string fileId, AddDocumentOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AddDocumentOptions();
        var document = await AddDocumentAsync(collectionId, fileId, options, cancellationToken);
        while (document.Status == DocumentStatus.InProgress)
        {
            await Task.Delay(options.PollInterval, _time, cancellationToken);
            document = await GetDocumentAsync(collectionId, fileId, cancellationToken);
        }

        return document.Status == DocumentStatus.Completed ? document : throw IngestionException.Of(document);
    }

    /// <summary>Reads how far a document is.</summary>
    /// <exception cref="FastchatApiException">The call failed.</exception>
    public async Task<Document> GetDocumentAsync(string collectionId, string fileId, CancellationToken cancellationToken = default)
    {
        var request = new GetDocumentRequest { CollectionId = collectionId, FileId = fileId };
        return (await _calls.CallAsync(o => _raw.GetDocumentAsync(request, o), cancellationToken)).Document;
    }

    /// <summary>Lists a collection's documents, newest first.</summary>
    /// <param name="collectionId">The collection.</param>
    /// <param name="pageSize">Documents per page; by default the server's.</param>
    public Pages<Document> ListDocumentsAsync(string collectionId, int pageSize = 0) => new(async (token, cancellationToken) =>
    {
        var request = new ListDocumentsRequest { CollectionId = collectionId, PageSize = pageSize, PageToken = token };
        var page = await _calls.CallAsync(o => _raw.ListDocumentsAsync(request, o), cancellationToken);
        return new Page<Document>(page.Documents, page.NextPageToken);
    });

    /// <summary>Takes a document out of a collection; the file stays.</summary>
    /// <exception cref="FastchatApiException">The call failed.</exception>
    public Task RemoveDocumentAsync(string collectionId, string fileId, CancellationToken cancellationToken = default)
    {
        var request = new RemoveDocumentRequest { CollectionId = collectionId, FileId = fileId };
        return _calls.CallAsync(o => _raw.RemoveDocumentAsync(request, o), cancellationToken);
    }
}
