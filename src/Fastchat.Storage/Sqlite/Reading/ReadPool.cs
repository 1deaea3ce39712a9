using System.Collections.Concurrent;
using System.Data.Common;
using Fastchat.Storage.Sqlite;

namespace Fastchat.Storage.Sqlite.Reading;

/// <summary>Read-only connections, opened when first needed, the warmest reused first.</summary>
internal sealed class ReadPool(SqliteFile file, int size)
{
    private readonly SemaphoreSlim _slots = new(size);
    private readonly ConcurrentStack<SqliteSession> _idle = new();
    private readonly NestedCallGuard _guard = new(
        "A read was called from inside a read of the same database: under load each would hold the connection the other waits "
        + "for. Run both queries on the connection of the outer read.");
    private bool _isClosed;

    public async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct)
    {
        using var call = _guard.Enter();
        await _slots.WaitAsync(ct);
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed), typeof(Database));
            if (!_idle.TryPop(out var session)) session = file.OpenReader();
            return await RunAsync(session, work);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Waits for the running reads and closes every connection; later reads are refused.</summary>
    public async Task CloseAsync()
    {
        Volatile.Write(ref _isClosed, true);
        for (var taken = 0; taken < size; taken++) await _slots.WaitAsync();
        while (_idle.TryPop(out var session)) session.Dispose();
        // Late callers must wake up to learn that the database is closed.
        _slots.Release(size);
    }

    private async Task<T> RunAsync<T>(SqliteSession session, Func<DbConnection, Task<T>> work)
    {
        var isReusable = false;
        try
        {
            session.Begin();
            var result = await work(session.Connection);
            session.Commit();
            isReusable = true;
            return result;
        }
        finally
        {
            // After a failure the connection may still hold an open query, and with it an old state of the database.
            if (isReusable) _idle.Push(session);
            else session.Dispose();
        }
    }
}
