using System.Data.Common;
using Fastchat.Storage.Migrations;
using Fastchat.Storage.Reading;
using Fastchat.Storage.Sqlite;
using Fastchat.Storage.Writing;

namespace Fastchat.Storage;

/// <summary>
/// One database: many reads at once, writes one after the other in shared transactions. Safe for use by many threads.
/// Work receives an open connection with its transaction already begun, so SQL needs no transaction object; it must leave
/// the transaction alone, await nothing but its SQL, and not keep the connection.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly SqliteFile _file;
    private readonly ReadPool _reads;
    private readonly WriteQueue _writes;
    private readonly Lazy<Task> _closing;

    private Database(SqliteFile file, SqliteSession writer, DatabaseOptions options)
    {
        _file = file;
        _reads = new ReadPool(file, options.ReadConnections);
        _writes = new WriteQueue(file, writer, options);
        _closing = new Lazy<Task>(CloseAsync);
    }

    internal string Path => _file.Path;

    internal long GroupsCommitted => _writes.GroupsCommitted;

    /// <summary>Opens the database, making it when missing, and brings its schema up to date.</summary>
    /// <exception cref="MigrationException">The schema is not one that this build can bring up to date.</exception>
    public static async Task<Database> OpenAsync(DatabaseOptions options, MigrationSet migrations, CancellationToken ct = default)
    {
        options.Validate();
        var file = SqliteFile.Create(options);
        SqliteSession? writer = null;
        try
        {
            writer = file.OpenWriter();
            await new Migrator(writer, migrations, options.TimeProvider).ApplyAsync(ct);
            return new Database(file, writer, options);
        }
        catch
        {
            writer?.Dispose();
            file.DeleteIfTemporary();
            throw;
        }
    }

    /// <summary>
    /// Reads. All statements of <paramref name="work"/> see one state of the database, with every write that had completed
    /// before, however many writes commit meanwhile; no read waits for a write. Called from inside a write, it does not see
    /// that write.
    /// </summary>
    /// <param name="work">Runs the SELECTs and returns their rows, fully read.</param>
    /// <param name="ct">Gives up waiting for a free connection; work that has begun runs to its end.</param>
    /// <exception cref="InvalidOperationException">Called from inside a read of this database.</exception>
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct = default) => _reads.RunAsync(work, ct);

    /// <summary>
    /// Writes, all or nothing, and returns when the commit is done. Writes run in the order of their calls; those that wait
    /// together share one commit, and one that throws is undone alone.
    /// </summary>
    /// <param name="work">Runs the statements; reads inside it see what it and the writes before it have done.</param>
    /// <param name="ct">Withdraws a write that has not begun; one that has begun is finished.</param>
    /// <exception cref="InvalidOperationException">Called from inside a write of this database.</exception>
    public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct = default) => _writes.RunAsync(work, ct);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<DbConnection, Task> work, CancellationToken ct = default) =>
        _writes.RunAsync(
            async connection =>
            {
                await work(connection);
                return true;
            },
            ct);

    /// <summary>Deletes a closed database with all its files; one that does not exist is no error.</summary>
    public static void Delete(string path) => SqliteFile.Delete(path);

    /// <summary>Finishes the accepted writes and the running reads, then closes every file.</summary>
    public ValueTask DisposeAsync() => new(_closing.Value);

    private async Task CloseAsync()
    {
        await _writes.CompleteAsync();
        await _reads.CloseAsync();
        // The writer closes last: only it can fold the log back into the database file.
        _writes.Dispose();
        _file.DeleteIfTemporary();
    }
}
