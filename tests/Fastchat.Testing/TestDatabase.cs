using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.Storage;

namespace Fastchat.Testing;

/// <summary>The product's database in memory, with its real schema.</summary>
public static class TestDatabase
{
    private static readonly MigrationSet Migrations = MigrationSet.FromResources(typeof(TenantStore).Assembly, "Fastchat.Migrations.");

    /// <summary>An empty database of the newest schema.</summary>
    public static Task<Database> OpenAsync(CancellationToken cancellationToken = default) =>
        Database.OpenAsync(new DatabaseOptions { Path = DatabaseOptions.InMemory }, Migrations, cancellationToken);

    /// <summary>Adds a tenant: nearly every row belongs to one.</summary>
    public static async Task<TenantId> AddTenantAsync(this Database database, string name, CancellationToken cancellationToken = default) =>
        (await new TenantStore(database, TimeProvider.System).AddAsync(name, new TenantConfig(), cancellationToken))!.Id;
}
