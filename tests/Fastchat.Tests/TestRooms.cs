using System.Text;
using Fastchat.Chat.Privacy;
using Fastchat.Files;
using Fastchat.Files.Uploads;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Privacy;
using Fastchat.Governance.Privacy.Detectors;
using Fastchat.Governance.Tenants;
using Fastchat.Jobs;
using Fastchat.Providers.Blobs;
using Fastchat.Retrieval.Chunking;
using Fastchat.Retrieval.Collections;
using Fastchat.Retrieval.Embedding;
using Fastchat.Retrieval.Index;
using Fastchat.Retrieval.Ingestion;
using Fastchat.Retrieval.Search;
using Fastchat.Storage;
using Fastchat.Testing;

namespace Fastchat;

/// <summary>The rooms put together over a database in memory, a temporary folder and a clock that stands still.</summary>
internal sealed class TestRooms : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedIndex _embedded;

    private TestRooms(Database database, TenantId tenant, TenantId otherTenant, Func<VectorIndex, VectorIndex> wrap, Files.FileOptions files)
    {
        Database = database;
        Tenant = tenant;
        OtherTenant = otherTenant;
        _embedded = new EmbeddedIndex(new EmbeddedIndexOptions { Root = Path.Combine(_folder.Path, "index") });
        Index = wrap(_embedded);
        TenantStore = new TenantStore(database, Clock);
        Keys = new ApiKeyStore(database, Clock);
        Tenants = new TenantDirectory(TenantStore, Keys, Clock);
        Jobs = new JobStore(database, Node, Clock);
        Documents = new DocumentStore(database, Jobs);
        FileStore = new FileStore(database);
        UploadStore = new UploadStore(database);
        DataKeys = new TenantKeys(new TenantKeyStore(database, Clock), Wrapper, Clock, new CapturedLog<TenantKeys>());
        Blobs = new LocalBlobStore(Path.Combine(_folder.Path, "blobs"));
        Observers = [new FileDeletion(Documents, Index)];
        Files = new FileLibrary(FileStore, Blobs, Observers, files, Clock);
        Uploads = new UploadLibrary(UploadStore, Files, Blobs, files, Clock, new CapturedLog<UploadLibrary>());
        Collections = new CollectionLibrary(new CollectionStore(database, Clock), Documents, Files, Index, Embedder, Signal, Clock);
        Retriever = new Retriever(new Searcher(Index, Embedder), Collections, Documents, Tenants);
        Screens = new PrivacyScreens(Tenants, new PrivacyFilter([BuiltInDetector.Instance]), new CapturedLog<PrivacyScreens>());
    }

    public Node Node { get; } = new("anode");

    public FakeClock Clock { get; } = new();

    public Database Database { get; }

    public TenantId Tenant { get; }

    public TenantId OtherTenant { get; }

    public TenantStore TenantStore { get; }

    public TenantDirectory Tenants { get; }

    public ApiKeyStore Keys { get; }

    public static KeyEncryptionKey KeyEncryptionKey { get; } = KeyEncryptionKey.TryParse(KeyEncryptionKey.Generate())!;

    public KeyWrapper Wrapper { get; } = new LocalKeyWrapper(KeyEncryptionKey);

    public TenantKeys DataKeys { get; }

    public JobStore Jobs { get; }

    public JobSignal Signal { get; } = new();

    public FileStore FileStore { get; }

    public UploadStore UploadStore { get; }

    public UploadLibrary Uploads { get; }

    public BlobStore Blobs { get; }

    public List<IFileObserver> Observers { get; }

    public FileLibrary Files { get; }

    public HashingEmbedder Embedder { get; } = new();

    public VectorIndex Index { get; }

    public DocumentStore Documents { get; }

    public CollectionLibrary Collections { get; }

    public Retriever Retriever { get; }

    public PrivacyScreens Screens { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<TestRooms> OpenAsync(Func<VectorIndex, VectorIndex>? wrap = null, Files.FileOptions? files = null)
    {
        var database = await TestDatabase.OpenAsync(Ct);
        return new TestRooms(database, await database.AddTenantAsync("first", Ct), await database.AddTenantAsync("second", Ct), wrap ?? (index => index), files ?? new Files.FileOptions());
    }

    public Task<StoredFile> UploadAsync(string filename, string text, TimeSpan? lifetime = null) => UploadAsync(filename, Encoding.UTF8.GetBytes(text), lifetime);

    public async Task<StoredFile> UploadAsync(string filename, byte[] content, TimeSpan? lifetime = null)
    {
        await using var upload = await Files.BeginUploadAsync(Tenant, Ct);
        upload.Filename = filename;
        upload.Purpose = "user_data";
        upload.Lifetime = lifetime;
        await upload.WriteAsync(content, Ct);
        return await upload.CompleteAsync(Ct);
    }

    /// <summary>Leaves bytes without a description, as a process that died in an upload does.</summary>
    public async Task WriteOrphanAsync(TenantId tenant, string prefix = Ids.File)
    {
        await using var draft = await Blobs.CreateAsync(tenant, Ids.New(prefix, tenant, Clock), Ct);
        await draft.WriteAsync("words"u8.ToArray(), Ct);
        await draft.CommitAsync(Ct);
    }

    /// <summary>Moves the clock a day beyond the real one, which dates what lies in folders.</summary>
    public void AdvanceBeyondToday() => Clock.Advance(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1) - Clock.GetUtcNow());

    public async Task<string> CreateCollectionAsync(string name = "papers") => (await Collections.CreateAsync(Tenant, name, new Dictionary<string, string>(), Ct)).Id;

    public Task<DocumentRecord> AttachAsync(string collectionId, string fileId, ChunkingPolicy? chunking = null) =>
        Collections.AddDocumentAsync(Tenant, collectionId, fileId, new Dictionary<string, string>(), chunking ?? new ChunkingPolicy(), Ct);

    public Ingestor Ingestor(params DocumentDecoder[] decoders) => new(Documents, Files, decoders, Embedder, Index);

    /// <summary>The job that an attached file waits for.</summary>
    public Job JobOf(string collectionId, string fileId, int attempt = 1) =>
        new(Tenant, Ids.New(Ids.Job, Tenant, Clock), Retrieval.Ingestion.Ingestor.JobKind, DocumentStore.Subject(collectionId, fileId), attempt);

    public async Task<int> CountPassagesAsync(string collectionId, string fileId) =>
        (await Index.ReadDocumentAsync(Tenant, collectionId, fileId, 0, 1000, Ct)).Items.Count;

    public async ValueTask DisposeAsync()
    {
        await _embedded.DisposeAsync();
        DataKeys.Dispose();
        await Database.DisposeAsync();
        _folder.Dispose();
    }
}
