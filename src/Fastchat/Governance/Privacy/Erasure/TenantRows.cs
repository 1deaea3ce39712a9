using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>A table whose rows go with their tenant, and that has nothing outside of it.</summary>
/// <param name="database">Where it is.</param>
/// <param name="table">Its name, which is also that of the class of data.</param>
/// <param name="goesWithTenant">Whether its rows are left to the removal of the tenant's own row: they must be there until then.</param>
public sealed class TenantRows(Database database, string table, bool goesWithTenant = false) : IErasable
{
    private readonly RowStore _rows = new(database, table);

    /// <inheritdoc />
    public string Name => table;

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = [table];

    /// <inheritdoc />
    public Task<long> CountAsync(TenantId tenant, CancellationToken cancellationToken) => _rows.CountAsync(tenant, null, cancellationToken);

    /// <inheritdoc />
    public Task EraseAsync(TenantId tenant, CancellationToken cancellationToken) => goesWithTenant ? Task.CompletedTask : _rows.DeleteAsync(tenant, null, cancellationToken);
}
