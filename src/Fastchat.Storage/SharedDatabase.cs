using System.Data.Common;

namespace Fastchat.Storage;

/// <summary>
/// A database that many nodes share: each piece of work is a transaction of its own, done again from its start when the
/// engine rolled it back in favour of another.
/// </summary>
public abstract class SharedDatabase(TimeProvider clock) : Database
{
    private const int Attempts = 5;

    private readonly NestedCallGuard _reading = new(
        "A read was called from inside a read of the same database: under load each would hold the connection the other waits for. Run both queries on the connection of the outer read.");

    private readonly NestedCallGuard _writing = new(
        "A write was called from inside a write of the same database: it would not be part of it. Use the connection of the outer write.");

    /// <inheritdoc />
    public override bool IsShared => true;

    /// <inheritdoc />
    public override async Task<T> ReadAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default)
    {
        using var call = _reading.Enter();
        return await RunAsync(writes: false, scope, work, announce: null, ct);
    }

    /// <inheritdoc />
    public override async Task<T> WriteAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default, Change? announce = null)
    {
        T result;
        using (_writing.Enter()) result = await RunAsync(writes: true, scope, work, announce, ct);

        // The engine tells this node as well, but later: who has changed something is to meet the change in his next call.
        if (announce is not null) Changes.Raise(announce);
        return result;
    }

    /// <summary>Does the work in one transaction, with what it announces.</summary>
    protected abstract Task<T> TryAsync<T>(bool writes, StorageScope scope, Func<DbConnection, Task<T>> work, Change? announce, CancellationToken ct);

    /// <summary>Whether the engine rolled the work back in favour of another.</summary>
    protected abstract bool IsVictim(DbException error);

    /// <summary>The failure as one of reaching the engine; null when it is none.</summary>
    protected abstract DatabaseUnavailableException? AsUnavailable(DbException error);

    private async Task<T> RunAsync<T>(bool writes, StorageScope scope, Func<DbConnection, Task<T>> work, Change? announce, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(writes, scope, work, announce, ct);
            }
            catch (DbException e) when (attempt < Attempts && IsVictim(e))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 10 * attempt)), clock, ct);
            }
            catch (DbException e) when (AsUnavailable(e) is { } unavailable)
            {
                throw unavailable;
            }
        }
    }
}
