using Fastchat.Foundation;
using Fastchat.Governance.Privacy.Erasure;
using Fastchat.Storage;

namespace Fastchat.Governance.Privacy.Retention;

/// <summary>A table whose rows have an age.</summary>
/// <param name="database">Where it is.</param>
/// <param name="class">What it holds.</param>
/// <param name="table">Its name.</param>
/// <param name="condition">Which rows are older than <c>@value</c>, in milliseconds.</param>
public sealed class RetainedRows(Database database, RetainedClass @class, string table, string condition = "created_at < @value") : IRetained
{
    private readonly RowStore _rows = new(database, table, condition);

    /// <inheritdoc />
    public RetainedClass Class => @class;

    /// <inheritdoc />
    public Task<int> ExpireAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        _rows.DeleteAsync(tenant, before.ToUnixTimeMilliseconds(), most, cancellationToken);
}
