using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Foundation;
using Fastchat.Jobs;
using Fastchat.Retrieval.Ingestion;
using ChunkingPolicy = Fastchat.Retrieval.Chunking.ChunkingPolicy;

namespace Fastchat.Retrieval.Collections;

public sealed class CollectionLibraryTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> None = [];

    private TestRooms _rooms = null!;
    private GatedIndex _index = null!;
    private string _collection = null!;
    private string _file = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync(index => _index = new GatedIndex(index));
        _collection = await _rooms.CreateCollectionAsync();
        _file = (await _rooms.UploadAsync("zebras.txt", "Zebras live in the savanna of Africa.")).Id;
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Create_Collection_IsEmptyAndSearchable()
    {
        var collection = await _rooms.Collections.GetAsync(_rooms.Tenant, _collection, Ct);

        Assert.Equal(("papers", 0, 0L), (collection.Name, collection.Total, collection.UsageBytes));
        Assert.Empty((await _rooms.Retriever.SearchAsync(_rooms.Tenant, [_collection], "zebras", null, null, "x", Ct)).Passages);
    }

    [Fact]
    public async Task AnyCall_CollectionOfAnotherTenant_IsAsIfThereWereNone()
    {
        await AssertNotFoundAsync(() => _rooms.Collections.GetAsync(_rooms.OtherTenant, _collection, Ct));
        await AssertNotFoundAsync(() => _rooms.Collections.DeleteAsync(_rooms.OtherTenant, _collection, Ct));
        await AssertNotFoundAsync(() => _rooms.Collections.UpdateAsync(_rooms.OtherTenant, _collection, "mine", null, Ct));
        await AssertNotFoundAsync(() => _rooms.Collections.AddDocumentAsync(_rooms.OtherTenant, _collection, _file, None, new ChunkingPolicy(), Ct));
        await AssertNotFoundAsync(() => _rooms.Retriever.SearchAsync(_rooms.OtherTenant, [_collection], "zebras", null, null, "x", Ct));

        Assert.Equal("papers", (await _rooms.Collections.GetAsync(_rooms.Tenant, _collection, Ct)).Name);
    }

    [Fact]
    public async Task AddDocument_FileOfAnotherTenant_IsRefused()
    {
        var theirs = (await _rooms.Collections.CreateAsync(_rooms.OtherTenant, "theirs", None, Ct)).Id;

        var refusal = await Assert.ThrowsAsync<FastchatException>(() => _rooms.Collections.AddDocumentAsync(_rooms.OtherTenant, theirs, _file, None, new ChunkingPolicy(), Ct));

        Assert.Equal(ErrorReason.FileNotFound, refusal.Reason);
    }

    [Fact]
    public async Task AddDocument_File_WaitsForAWorkerWithOneJob()
    {
        var document = await _rooms.AttachAsync(_collection, _file);

        Assert.Equal((DocumentStatus.InProgress, Stages.Queued, "zebras.txt"), (document.Status, document.Stage, document.Filename));
        Assert.Equal(1, (await _rooms.Collections.GetAsync(_rooms.Tenant, _collection, Ct)).InProgress);
        Assert.Equal(1, (await LeaseAsync())!.Attempt);
        Assert.Null(await LeaseAsync());
    }

    [Fact]
    public async Task AddDocument_Twice_StaysAsItIs()
    {
        await _rooms.AttachAsync(_collection, _file, new ChunkingPolicy(200, 0));
        await IngestAsync();
        Assert.NotNull(await LeaseAsync());

        var again = await _rooms.AttachAsync(_collection, _file, new ChunkingPolicy(300, 0));

        Assert.Equal((DocumentStatus.Completed, 200), (again.Status, again.Chunking.MaxTokens));
        Assert.Null(await LeaseAsync());
        Assert.Equal(1, (await _rooms.Collections.GetAsync(_rooms.Tenant, _collection, Ct)).Total);
    }

    [Fact]
    public async Task AddDocument_AfterFailure_IsTriedAgain()
    {
        await _rooms.AttachAsync(_collection, _file);
        var first = (await LeaseAsync())!;
        await _rooms.Ingestor(FakeDecoder.Failing(new FastchatException(ErrorReason.FileUnreadable, "It is broken."))).RunAsync(first, Ct);
        await _rooms.Jobs.RemoveAsync(first, "tests", Ct);
        Assert.Equal(1, (await _rooms.Collections.GetAsync(_rooms.Tenant, _collection, Ct)).Failed);

        var again = await _rooms.AttachAsync(_collection, _file, new ChunkingPolicy(300, 0));

        Assert.Equal((DocumentStatus.InProgress, Stages.Queued, 300, null), (again.Status, again.Stage, again.Chunking.MaxTokens, again.ErrorCode));
        Assert.NotNull(await LeaseAsync());
        await IngestAsync();
        Assert.Equal(DocumentStatus.Completed, (await _rooms.Collections.GetDocumentAsync(_rooms.Tenant, _collection, _file, Ct)).Status);
    }

    [Fact]
    public async Task RemoveDocument_Ingested_TakesItsPassagesAndLeavesTheFile()
    {
        await _rooms.AttachAsync(_collection, _file);
        await IngestAsync();

        await _rooms.Collections.RemoveDocumentAsync(_rooms.Tenant, _collection, _file, Ct);

        Assert.Equal(0, await _rooms.CountPassagesAsync(_collection, _file));
        Assert.Equal(_file, (await _rooms.Files.GetAsync(_rooms.Tenant, _file, Ct)).Id);
        Assert.Equal(ErrorReason.DocumentNotFound, (await Assert.ThrowsAsync<FastchatException>(() => _rooms.Collections.GetDocumentAsync(_rooms.Tenant, _collection, _file, Ct))).Reason);
    }

    [Fact]
    public async Task RemoveDocument_WhileItIsIngested_LeavesNoPassages()
    {
        await _rooms.AttachAsync(_collection, _file);
        _index.AfterUpsert = () => _rooms.Collections.RemoveDocumentAsync(_rooms.Tenant, _collection, _file, Ct);

        await IngestAsync();

        Assert.Equal(0, await _rooms.CountPassagesAsync(_collection, _file));
    }

    [Fact]
    public async Task RemoveDocument_IngestionEndsMeanwhile_LeavesNoPassages()
    {
        await _rooms.AttachAsync(_collection, _file);
        _index.AfterDelete = IngestAsync;

        await _rooms.Collections.RemoveDocumentAsync(_rooms.Tenant, _collection, _file, Ct);

        Assert.Equal(0, await _rooms.CountPassagesAsync(_collection, _file));
    }

    [Fact]
    public async Task DeleteFile_IngestionEndsMeanwhile_LeavesNoPassages()
    {
        await _rooms.AttachAsync(_collection, _file);
        _index.AfterDelete = IngestAsync;

        await _rooms.Files.DeleteAsync(_rooms.Tenant, _file, Ct);

        Assert.Equal(0, await _rooms.CountPassagesAsync(_collection, _file));
    }

    [Fact]
    public async Task RemoveDocument_CancelledMeanwhile_IsFinished()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await _rooms.AttachAsync(_collection, _file);
        _index.AfterDelete = async () =>
        {
            await IngestAsync();
            await caller.CancelAsync();
        };

        await _rooms.Collections.RemoveDocumentAsync(_rooms.Tenant, _collection, _file, caller.Token);

        Assert.Equal(0, await _rooms.CountPassagesAsync(_collection, _file));
        Assert.Null(await _rooms.Documents.FindAsync(_rooms.Tenant, _collection, _file, Ct));
    }

    [Fact]
    public async Task RemoveDocument_IndexFails_CanBeRepeated()
    {
        await _rooms.AttachAsync(_collection, _file);
        await IngestAsync();
        _index.AfterDelete = () => throw new IOException("The disk is full.");
        await Assert.ThrowsAsync<IOException>(() => _rooms.Collections.RemoveDocumentAsync(_rooms.Tenant, _collection, _file, Ct));

        await _rooms.Collections.RemoveDocumentAsync(_rooms.Tenant, _collection, _file, Ct);

        Assert.Null(await _rooms.Documents.FindAsync(_rooms.Tenant, _collection, _file, Ct));
    }

    [Fact]
    public async Task AddDocument_FileDeletedMeanwhile_IsNotFound()
    {
        var attached = await _rooms.AttachAsync(_collection, _file);
        await _rooms.Files.DeleteAsync(_rooms.Tenant, _file, Ct);
        Assert.NotNull(await LeaseAsync());

        var refusal = await Assert.ThrowsAsync<FastchatException>(() => _rooms.Documents.AddAsync(_rooms.Tenant, attached, Ingestor.JobKind, Ct));

        Assert.Equal((ErrorReason.FileNotFound, "file_id"), (refusal.Reason, refusal.Param));
        Assert.Null(await LeaseAsync());
    }

    [Fact]
    public async Task AddDocument_CollectionDeletedMeanwhile_IsNotFound()
    {
        var attached = await _rooms.AttachAsync(_collection, _file);
        await _rooms.Collections.DeleteAsync(_rooms.Tenant, _collection, Ct);

        await AssertNotFoundAsync(() => _rooms.Documents.AddAsync(_rooms.Tenant, attached, Ingestor.JobKind, Ct));
    }

    [Fact]
    public async Task DeleteFile_AttachedElsewhereMeanwhile_LeavesNothingThereEither()
    {
        var second = await _rooms.CreateCollectionAsync("second");
        await _rooms.AttachAsync(_collection, _file);
        _index.AfterDelete = async () =>
        {
            await _rooms.AttachAsync(second, _file);
            await IngestAsync(second);
        };

        await _rooms.Files.DeleteAsync(_rooms.Tenant, _file, Ct);

        Assert.Equal(0, await _rooms.CountPassagesAsync(second, _file));
        Assert.Equal(0, (await _rooms.Collections.GetAsync(_rooms.Tenant, second, Ct)).Total);
    }

    [Fact]
    public async Task DeleteFile_CancelledMeanwhile_IsFinished()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var second = await _rooms.CreateCollectionAsync("second");
        foreach (var collection in new[] { _collection, second })
        {
            await _rooms.AttachAsync(collection, _file);
            await IngestAsync(collection);
        }

        _index.AfterDelete = caller.CancelAsync;

        await _rooms.Files.DeleteAsync(_rooms.Tenant, _file, caller.Token);

        Assert.Null(await _rooms.FileStore.FindAsync(_rooms.Tenant, _file, Ct));
        Assert.Empty(await _rooms.Blobs.ListAsync(_rooms.Tenant, DateTimeOffset.MaxValue, Ct));
        foreach (var collection in new[] { _collection, second }) Assert.Equal(0, await _rooms.CountPassagesAsync(collection, _file));
    }

    [Fact]
    public async Task DeleteFile_InSeveralCollections_IsGoneFromAll()
    {
        var second = await _rooms.CreateCollectionAsync("second");
        foreach (var collection in new[] { _collection, second })
        {
            await _rooms.AttachAsync(collection, _file);
            await IngestAsync(collection);
        }

        await _rooms.Files.DeleteAsync(_rooms.Tenant, _file, Ct);

        foreach (var collection in new[] { _collection, second })
        {
            Assert.Equal(0, await _rooms.CountPassagesAsync(collection, _file));
            Assert.Equal(0, (await _rooms.Collections.GetAsync(_rooms.Tenant, collection, Ct)).Total);
        }
    }

    [Fact]
    public async Task DeleteFile_IndexOfItsCollectionGone_IsDeletedAllTheSame()
    {
        await _rooms.AttachAsync(_collection, _file);
        await _index.DeleteCollectionAsync(_rooms.Tenant, _collection, Ct);

        await _rooms.Files.DeleteAsync(_rooms.Tenant, _file, Ct);

        await Assert.ThrowsAsync<FastchatException>(() => _rooms.Files.GetAsync(_rooms.Tenant, _file, Ct));
    }

    [Fact]
    public async Task Delete_WhileItIsIngested_EndsTheJobQuietly()
    {
        await _rooms.AttachAsync(_collection, _file);
        _index.AfterUpsert = () => _rooms.Collections.DeleteAsync(_rooms.Tenant, _collection, Ct);

        await IngestAsync();

        await AssertNotFoundAsync(() => _rooms.Collections.GetAsync(_rooms.Tenant, _collection, Ct));
    }

    [Fact]
    public async Task Update_NameAlone_LeavesTheNotes()
    {
        await _rooms.Collections.UpdateAsync(_rooms.Tenant, _collection, null, new Dictionary<string, string> { ["a"] = "b" }, Ct);

        var updated = await _rooms.Collections.UpdateAsync(_rooms.Tenant, _collection, "renamed", null, Ct);

        Assert.Equal(("renamed", "b"), (updated.Name, updated.Metadata["a"]));
        Assert.Equal(_collection, (await _rooms.Collections.FindByNameAsync(_rooms.Tenant, "renamed", Ct))!.Id);
        Assert.Null(await _rooms.Collections.FindByNameAsync(_rooms.OtherTenant, "renamed", Ct));
    }

    private Task<Job?> LeaseAsync() => _rooms.Jobs.LeaseAsync("tests", TimeSpan.FromSeconds(30), Ct);

    private Task IngestAsync() => IngestAsync(_collection);

    private Task IngestAsync(string collection) =>
        _rooms.Ingestor(FakeDecoder.Saying("Zebras live in the savanna of Africa.")).RunAsync(_rooms.JobOf(collection, _file), Ct);

    private static async Task AssertNotFoundAsync(Func<Task> call) =>
        Assert.Equal(ErrorReason.CollectionNotFound, (await Assert.ThrowsAsync<FastchatException>(call)).Reason);
}
