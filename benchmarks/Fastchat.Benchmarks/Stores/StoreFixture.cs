using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Governance.Tenants;
using Fastchat.Server;
using Fastchat.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.Benchmarks.Stores;

/// <summary>A database of the product's schema with one tenant.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _root;
    private readonly DataFolder _folder;

    private StoreFixture(DirectoryInfo root, DataFolder folder, Database database, TenantId tenant)
    {
        _root = root;
        _folder = folder;
        Database = database;
        Tenant = tenant;
        var key = KeyEncryptionKey.TryParse(KeyEncryptionKey.Generate())!;
        Keys = new TenantKeys(new TenantKeyStore(database, TimeProvider.System), new LocalKeyWrapper(key), TimeProvider.System, NullLogger<TenantKeys>.Instance);
    }

    public Database Database { get; }

    public TenantId Tenant { get; }

    public TenantKeys Keys { get; }

    public static async Task<StoreFixture> OpenAsync(string? connectionString)
    {
        var root = Directory.CreateTempSubdirectory("fastchat-bench-");
        var folder = DataFolder.Open(root.FullName);
        var database = await RelationalStore.OpenAsync(connectionString, folder);
        var tenant = await new TenantStore(database, TimeProvider.System).AddAsync($"bench-{Guid.NewGuid():N}", new TenantConfig(), CancellationToken.None);
        return new StoreFixture(root, folder, database, tenant!.Id);
    }

    public async ValueTask DisposeAsync()
    {
        Keys.Dispose();
        await Database.DisposeAsync();
        _folder.Dispose();
        _root.Delete(recursive: true);
    }
}
