using System.Data.Common;

namespace Fastchat.Storage;

/// <summary>
/// The relational store, whatever its engine. Safe for use by many threads. Work receives an open connection with its
/// transaction already begun, so SQL needs no transaction object; it must leave the transaction alone, await nothing but its
/// SQL, and not keep the connection. It may be run again from its start when the engine found it in another's way.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    /// <summary>What this engine says differently.</summary>
    public abstract SqlDialect Sql { get; }

    /// <summary>Tells of changes that other parts and other nodes have announced.</summary>
    public virtual ChangeFeed Changes { get; } = new();

    /// <summary>Whether other processes may use the same database now.</summary>
    public abstract bool IsShared { get; }

    /// <summary>Reads. All statements of <paramref name="work"/> see one state of the database, with every write that had completed before.</summary>
    /// <param name="scope">Whose rows.</param>
    /// <param name="work">Runs the SELECTs and returns their rows, fully read.</param>
    /// <param name="ct">Gives up waiting for a free connection; work that has begun runs to its end.</param>
    /// <exception cref="InvalidOperationException">Called from inside a read of this database.</exception>
    /// <exception cref="DatabaseUnavailableException">The engine cannot be reached.</exception>
    public abstract Task<T> ReadAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default);

    /// <summary>Writes, all or nothing, and returns when the commit is done.</summary>
    /// <param name="scope">Whose rows.</param>
    /// <param name="work">Runs the statements; reads inside it see what it has done.</param>
    /// <param name="ct">Withdraws a write that has not begun; one that has begun is finished.</param>
    /// <param name="announce">Told to every node when the write is committed.</param>
    /// <exception cref="InvalidOperationException">Called from inside a write of this database.</exception>
    /// <exception cref="DatabaseUnavailableException">The engine cannot be reached; nothing was written, or it is unknown whether the commit was.</exception>
    public abstract Task<T> WriteAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default, Change? announce = null);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(StorageScope scope, Func<DbConnection, Task> work, CancellationToken ct = default, Change? announce = null) => WriteAsync(
        scope,
        async connection =>
        {
            await work(connection);
            return true;
        },
        ct,
        announce);

    /// <summary>Tells every node something, with nothing written.</summary>
    public Task AnnounceAsync(Change change, CancellationToken ct = default) => WriteAsync(StorageScope.Operator, _ => Task.CompletedTask, ct, change);

    /// <summary>
    /// Makes an end of what deleted rows have left in files, as far as the engine and the login let it. Not to be called inside
    /// other work.
    /// </summary>
    /// <param name="tables">The tables that rows were deleted from; names of the schema, never a caller's text.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>Whether it was done; otherwise the engine does it in its own time.</returns>
    public virtual Task<bool> ReclaimAsync(IReadOnlyCollection<string> tables, CancellationToken ct = default) => Task.FromResult(false);

    /// <summary>Finishes what was accepted and closes every connection.</summary>
    public abstract ValueTask DisposeAsync();
}
