using System.Data.Common;
using Fastchat.Storage;

namespace Fastchat.Testing;

/// <summary>A database of a test: the real one, and what is to be done when it is closed.</summary>
public class WrappedDatabase(Database inner, Func<Task> closed) : Database
{
    /// <inheritdoc />
    public override SqlDialect Sql => inner.Sql;

    /// <inheritdoc />
    public override ChangeFeed Changes => inner.Changes;

    /// <inheritdoc />
    public override bool IsShared => inner.IsShared;

    /// <inheritdoc />
    public override Task<T> ReadAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default) => inner.ReadAsync(scope, work, ct);

    /// <inheritdoc />
    public override Task<T> WriteAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default, Change? announce = null) =>
        inner.WriteAsync(scope, work, ct, announce);

    /// <inheritdoc />
    public override Task<bool> ReclaimAsync(IReadOnlyCollection<string> tables, CancellationToken ct = default) => inner.ReclaimAsync(tables, ct);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await closed();
        GC.SuppressFinalize(this);
    }
}
