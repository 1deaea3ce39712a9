using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>A table with a column that names a user.</summary>
/// <param name="database">Where it is.</param>
/// <param name="table">Its name.</param>
/// <param name="column">The column.</param>
/// <param name="prefix">What stands before the user's name in it.</param>
public sealed class UserRows(Database database, string table, string column = "user_id", string prefix = "") : IUserErasable
{
    private readonly RowStore _rows = new(database, table, $"{column} = @value");

    /// <inheritdoc />
    public string Name => table;

    /// <inheritdoc />
    public Task<long> CountAsync(TenantId tenant, string user, CancellationToken cancellationToken) => _rows.CountAsync(tenant, prefix + user, cancellationToken);

    /// <inheritdoc />
    public Task EraseAsync(TenantId tenant, string user, CancellationToken cancellationToken) => _rows.DeleteAsync(tenant, prefix + user, cancellationToken);
}
