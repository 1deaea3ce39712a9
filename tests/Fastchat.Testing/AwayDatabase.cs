using System.Data.Common;
using Fastchat.Storage;

namespace Fastchat.Testing;

/// <summary>A database that cannot be reached for as long as a test says so.</summary>
public sealed class AwayDatabase(Database inner) : WrappedDatabase(inner, () => Task.CompletedTask)
{
    /// <summary>Whether it is away.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether what is written while it is away is written all the same, and only the reply is lost.</summary>
    public bool LosesRepliesAlone { get; set; }

    /// <inheritdoc />
    public override async Task<T> ReadAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default) =>
        IsAway ? throw Unreachable() : await base.ReadAsync(scope, work, ct);

    /// <inheritdoc />
    public override async Task<T> WriteAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default, Change? announce = null)
    {
        if (IsAway && !LosesRepliesAlone) throw Unreachable();
        var result = await base.WriteAsync(scope, work, ct, announce);
        return IsAway ? throw Unreachable() : result;
    }

    private static DatabaseUnavailableException Unreachable() => new("The database is away.");
}
