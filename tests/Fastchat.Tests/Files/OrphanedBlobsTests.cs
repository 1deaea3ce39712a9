using Fastchat.Foundation;

namespace Fastchat.Files;

public sealed class OrphanedBlobsTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private OrphanedBlobs _orphans = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _orphans = new OrphanedBlobs(_rooms.FileStore, _rooms.UploadStore, _rooms.Blobs, _rooms.TenantStore, _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Delete_BlobsOfAllTenants_DeletesThoseWithoutAFileAlone()
    {
        var file = await _rooms.UploadAsync("a.txt", "words");
        await _rooms.WriteOrphanAsync(_rooms.Tenant);
        await _rooms.WriteOrphanAsync(_rooms.OtherTenant);
        _rooms.AdvanceBeyondToday();

        Assert.Equal(2, await _orphans.DeleteAsync(Ct));

        Assert.Equal([file.Id], await ListAsync(_rooms.Tenant));
        Assert.Empty(await ListAsync(_rooms.OtherTenant));
    }

    [Fact]
    public async Task Delete_PartsOfUploads_DeletesThoseThatNoUploadHas()
    {
        var upload = await _rooms.Uploads.CreateAsync(_rooms.Tenant, "a.txt", "user_data", 5, null, null, Ct);
        await using var part = await _rooms.Uploads.BeginPartAsync(_rooms.Tenant, upload.Id, Ct);
        await part.WriteAsync("words"u8.ToArray(), Ct);
        var stored = await part.CompleteAsync(Ct);
        await _rooms.WriteOrphanAsync(_rooms.Tenant, Ids.UploadPart);
        _rooms.AdvanceBeyondToday();

        Assert.Equal(1, await _orphans.DeleteAsync(Ct));

        Assert.Equal([stored.Id], await ListAsync(_rooms.Tenant));
    }

    [Fact]
    public async Task Delete_YoungBlobOrDraft_IsLeft()
    {
        await using var draft = await _rooms.Blobs.CreateAsync(_rooms.Tenant, Ids.New(Ids.File, _rooms.Tenant, _rooms.Clock), Ct);
        await draft.WriteAsync("half"u8.ToArray(), Ct);
        _rooms.AdvanceBeyondToday();
        Assert.Equal(0, await _orphans.DeleteAsync(Ct));
        await draft.CommitAsync(Ct);

        // Half an hour from now, what was written just now is not an hour old.
        var soon = new OrphanedBlobs(_rooms.FileStore, _rooms.UploadStore, _rooms.Blobs, _rooms.TenantStore, new Testing.FakeClock(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(30)));
        Assert.Equal(0, await soon.DeleteAsync(Ct));
        Assert.Single(await ListAsync(_rooms.Tenant));
    }

    [Fact]
    public async Task Delete_BlobOfAnUnknownTenant_IsLeft()
    {
        var unknown = TenantId.New();
        await _rooms.WriteOrphanAsync(unknown);
        _rooms.AdvanceBeyondToday();

        Assert.Equal(0, await _orphans.DeleteAsync(Ct));

        Assert.Single(await ListAsync(unknown));
    }

    [Fact]
    public async Task Delete_BlobThatIsNoFile_IsLeft()
    {
        await using (var draft = await _rooms.Blobs.CreateAsync(_rooms.Tenant, "voice-1", Ct)) await draft.CommitAsync(Ct);
        _rooms.AdvanceBeyondToday();

        Assert.Equal(0, await _orphans.DeleteAsync(Ct));

        Assert.Equal(["voice-1"], await ListAsync(_rooms.Tenant));
    }

    private Task<IReadOnlyList<string>> ListAsync(TenantId tenant) => _rooms.Blobs.ListAsync(tenant, DateTimeOffset.MaxValue, Ct);
}
