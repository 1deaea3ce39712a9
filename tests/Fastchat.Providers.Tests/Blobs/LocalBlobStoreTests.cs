using Fastchat.Files;
using Fastchat.Foundation;

namespace Fastchat.Providers.Blobs;

public sealed class LocalBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastchat-blobs-");

    public LocalBlobStoreTests() => Store = new LocalBlobStore(_folder.FullName);

    protected override BlobStore Store { get; }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Open_FolderOfAKilledProcess_LosesItsDraftsAlone()
    {
        var tenant = new TenantId("0123456789");
        await WriteAsync(tenant, "file-1", "whole"u8.ToArray());
        var draft = Path.Combine(_folder.FullName, tenant.Value, "file-2.part");
        await File.WriteAllTextAsync(draft, "half", Ct);

        var store = new LocalBlobStore(_folder.FullName);

        Assert.False(File.Exists(draft));
        await (await store.OpenReadAsync(tenant, "file-1", Ct)).DisposeAsync();
    }

    [Fact]
    public async Task List_FileOfAnotherProgram_IsNoBlob()
    {
        var tenant = new TenantId("0123456789");
        await WriteAsync(tenant, "file-1", "whole"u8.ToArray());
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, tenant.Value, ".DS_Store"), "", Ct);

        Assert.Equal(["file-1"], await Store.ListAsync(tenant, DateTimeOffset.MaxValue, Ct));
    }
}
