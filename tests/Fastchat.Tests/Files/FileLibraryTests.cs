using System.Data.Common;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Files;

public sealed class FileLibraryTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rooms = await TestRooms.OpenAsync();

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task AnyCall_FileOfAnotherTenant_IsAsIfThereWereNone()
    {
        var file = await _rooms.UploadAsync("a.txt", "words");

        await AssertNotFoundAsync(() => _rooms.Files.GetAsync(_rooms.OtherTenant, file.Id, Ct));
        await AssertNotFoundAsync(() => _rooms.Files.OpenAsync(_rooms.OtherTenant, file.Id, Ct));
        await AssertNotFoundAsync(() => _rooms.Files.DeleteAsync(_rooms.OtherTenant, file.Id, Ct));
        Assert.Empty((await _rooms.Files.ListAsync(_rooms.OtherTenant, "", new PageQuery(10), Ct)).Items);
        Assert.Equal(file, await _rooms.Files.GetAsync(_rooms.Tenant, file.Id, Ct));
    }

    [Fact]
    public async Task Delete_File_IsGoneWithItsBytes()
    {
        var file = await _rooms.UploadAsync("a.txt", "words");

        await _rooms.Files.DeleteAsync(_rooms.Tenant, file.Id, Ct);

        await AssertNotFoundAsync(() => _rooms.Files.GetAsync(_rooms.Tenant, file.Id, Ct));
        await Assert.ThrowsAsync<FileNotFoundException>(() => _rooms.Blobs.OpenReadAsync(_rooms.Tenant, file.Id, Ct));
        await AssertNotFoundAsync(() => _rooms.Files.DeleteAsync(_rooms.Tenant, file.Id, Ct));
    }

    [Fact]
    public async Task Delete_ObserverFails_LeavesTheFile()
    {
        var file = await _rooms.UploadAsync("a.txt", "words");
        _rooms.Observers.Add(new FailingObserver());

        await Assert.ThrowsAsync<IOException>(() => _rooms.Files.DeleteAsync(_rooms.Tenant, file.Id, Ct));

        Assert.Equal(file, await _rooms.Files.GetAsync(_rooms.Tenant, file.Id, Ct));
    }

    [Fact]
    public async Task Delete_CancelledOnceBegun_GoesToItsEnd()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var file = await _rooms.UploadAsync("a.txt", "words");
        _rooms.Observers.Add(new CancellingObserver(caller));

        await _rooms.Files.DeleteAsync(_rooms.Tenant, file.Id, caller.Token);

        Assert.Null(await _rooms.FileStore.FindAsync(_rooms.Tenant, file.Id, Ct));
        Assert.Empty(await _rooms.Blobs.ListAsync(_rooms.Tenant, DateTimeOffset.MaxValue, Ct));
    }

    [Fact]
    public async Task Open_BytesGone_IsNotFound()
    {
        var file = await _rooms.UploadAsync("a.txt", "words");
        await _rooms.Blobs.DeleteAsync(_rooms.Tenant, file.Id, Ct);

        await AssertNotFoundAsync(() => _rooms.Files.OpenAsync(_rooms.Tenant, file.Id, Ct));
    }

    [Fact]
    public async Task List_Purpose_IsAFilter()
    {
        var file = await _rooms.UploadAsync("a.txt", "words");

        Assert.Equal([file], (await _rooms.Files.ListAsync(_rooms.Tenant, "user_data", new PageQuery(10), Ct)).Items);
        Assert.Empty((await _rooms.Files.ListAsync(_rooms.Tenant, "batch", new PageQuery(10), Ct)).Items);
    }

    private static async Task AssertNotFoundAsync(Func<Task> call) =>
        Assert.Equal(ErrorReason.FileNotFound, (await Assert.ThrowsAsync<FastchatException>(call)).Reason);

    private sealed class FailingObserver : IFileObserver
    {
        public Task OnDeletingAsync(TenantId tenant, string fileId, CancellationToken cancellationToken) => throw new IOException("The disk is on fire.");

        public Task<Func<Task>> PrepareCleanupAsync(DbConnection connection, TenantId tenant, string fileId) => throw new InvalidOperationException("The file stays.");
    }

    private sealed class CancellingObserver(CancellationTokenSource caller) : IFileObserver
    {
        public Task OnDeletingAsync(TenantId tenant, string fileId, CancellationToken cancellationToken) => caller.CancelAsync();

        public Task<Func<Task>> PrepareCleanupAsync(DbConnection connection, TenantId tenant, string fileId) => Task.FromResult(() => Task.CompletedTask);
    }
}
