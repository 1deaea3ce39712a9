using System.Data.Common;
using System.Threading.Channels;
using Fastchat.Storage.Sqlite;

namespace Fastchat.Storage.Sqlite.Writing;

/// <summary>
/// The one writer. SQLite allows one write transaction at a time, so callers queue here, where waiting is fair and costs no
/// thread, rather than at the file's lock. A loop takes all that waits, runs it in one transaction with a savepoint per job,
/// and answers after the commit: many small writes pay for one.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    private readonly Channel<WriteJob> _jobs;
    private readonly SqliteFile _file;
    private readonly int _groupLimit;
    private readonly Task _loop;
    private readonly NestedCallGuard _guard = new(
        "A write was called from inside a write of the same database: it would wait for itself. Use the connection of the outer write.");
    private SqliteSession? _session;

    public WriteQueue(SqliteFile file, SqliteSession session, SqliteOptions options)
    {
        _file = file;
        _session = session;
        _groupLimit = options.WriteGroupLimit;
        _jobs = Channel.CreateBounded<WriteJob>(new BoundedChannelOptions(options.WriteQueueCapacity) { SingleReader = true });

        // The loop outlives the call that opened the database and must not keep that call's context.
        using (ExecutionContext.SuppressFlow()) _loop = Task.Run(LoopAsync);
    }

    public long GroupsCommitted { get; private set; }

    public async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct)
    {
        _guard.ThrowIfInside();
        var job = new WriteJob<T>(work, _guard, ct);
        try
        {
            await _jobs.Writer.WriteAsync(job, ct);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(typeof(Database).FullName);
        }

        return await job.Completion;
    }

    /// <summary>Accepts no more and waits for what was accepted.</summary>
    public Task CompleteAsync()
    {
        _jobs.Writer.TryComplete();
        return _loop;
    }

    public void Dispose() => _session?.Dispose();

    private async Task LoopAsync()
    {
        var group = new List<WriteJob>(_groupLimit);
        while (await _jobs.Reader.WaitToReadAsync())
        {
            while (group.Count < _groupLimit && _jobs.Reader.TryRead(out var job)) group.Add(job);
            await RunGroupAsync(group);
            group.Clear();
        }
    }

    private async Task RunGroupAsync(List<WriteJob> group)
    {
        try
        {
            _session ??= _file.OpenWriter();
            _session.Begin();
            foreach (var job in group)
            {
                if (job.TryStart()) await RunJobAsync(job, _session);
            }

            _session.Commit();
            GroupsCommitted++;
        }
        catch (Exception error)
        {
            // Nothing of the group is kept. Its connection is not trusted again; closing it rolls back.
            _session?.Dispose();
            _session = null;
            foreach (var job in group) job.Fail(error);
            return;
        }

        foreach (var job in group) job.Complete();
    }

    private static async Task RunJobAsync(WriteJob job, SqliteSession session)
    {
        session.Savepoint();
        await job.RunAsync(session.Connection);
        if (!session.IsInTransaction)
            throw new InvalidOperationException("One of the writes that shared a transaction ended it; none of them was kept.", job.Error);

        if (job.Error is not null) session.RollBackToSavepoint();
        session.ReleaseSavepoint();
    }
}
