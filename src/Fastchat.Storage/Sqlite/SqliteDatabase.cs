using System.Data.Common;
using Fastchat.Storage.Migrations;
using Fastchat.Storage.Sqlite.Reading;
using Fastchat.Storage.Sqlite.Writing;

namespace Fastchat.Storage.Sqlite;

/// <summary>
/// A database in a file of this process's own: many reads at once, writes one after the other in shared transactions. No read
/// waits for a write. SQLite guards no rows, so a scope changes nothing here.
/// </summary>
public sealed class SqliteDatabase : Database
{
    private readonly SqliteFile _file;
    private readonly ReadPool _reads;
    private readonly WriteQueue _writes;
    private readonly Lazy<Task> _closing;

    private SqliteDatabase(SqliteFile file, SqliteSession writer, SqliteOptions options)
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
    public static async Task<SqliteDatabase> OpenAsync(SqliteOptions options, MigrationSet migrations, CancellationToken ct = default)
    {
        options.Validate();
        var file = SqliteFile.Create(options);
        SqliteSession? writer = null;
        try
        {
            writer = file.OpenWriter();
            await new Migrator(new SqliteMigrationSession(writer), migrations, options.TimeProvider).ApplyAsync(ct);
            return new SqliteDatabase(file, writer, options);
        }
        catch
        {
            writer?.Dispose();
            file.DeleteIfTemporary();
            throw;
        }
    }

    /// <inheritdoc />
    public override SqlDialect Sql { get; } = new SqliteDialect();

    /// <inheritdoc />
    public override bool IsShared => false;

    /// <inheritdoc />
    public override Task<T> ReadAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default)
    {
        _ = scope.Value;
        return ReadAsync(work, ct);
    }

    /// <inheritdoc />
    public override async Task<T> WriteAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default, Change? announce = null)
    {
        _ = scope.Value;
        var result = await WriteAsync(work, ct);
        if (announce is not null) Changes.Raise(announce);
        return result;
    }

    /// <summary>
    /// Reads a file that is one tenant's. All statements of <paramref name="work"/> see one state of the database, with every
    /// write that had completed before, however many writes commit meanwhile; no read waits for a write. Called from inside a
    /// write, it does not see that write.
    /// </summary>
    /// <param name="work">Runs the SELECTs and returns their rows, fully read.</param>
    /// <param name="ct">Gives up waiting for a free connection; work that has begun runs to its end.</param>
    /// <exception cref="InvalidOperationException">Called from inside a read of this database.</exception>
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct = default) => _reads.RunAsync(work, ct);

    /// <summary>
    /// Writes into a file that is one tenant's, all or nothing, and returns when the commit is done. Writes run in the order of
    /// their calls; those that wait together share one commit, and one that throws is undone alone.
    /// </summary>
    /// <param name="work">Runs the statements; reads inside it see what it and the writes before it have done.</param>
    /// <param name="ct">Withdraws a write that has not begun; one that has begun is finished.</param>
    /// <exception cref="InvalidOperationException">Called from inside a write of this database.</exception>
    public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct = default) => _writes.RunAsync(work, ct);

    /// <inheritdoc cref="WriteAsync{T}(Func{DbConnection, Task{T}}, CancellationToken)"/>
    public Task WriteAsync(Func<DbConnection, Task> work, CancellationToken ct = default) => WriteAsync(
        async connection =>
        {
            await work(connection);
            return true;
        },
        ct);

    /// <summary>
    /// Folds the write-ahead log into the file and cuts it off. Pages of deleted rows were overwritten when they were deleted
    /// (secure_delete), so the file needs no VACUUM, which would write all of it anew.
    /// </summary>
    /// <inheritdoc />
    public override Task<bool> ReclaimAsync(IReadOnlyCollection<string> tables, CancellationToken ct = default) => Task.Run(_file.TryTruncateLog, ct);

    /// <summary>Deletes a closed database with all its files; one that does not exist is no error.</summary>
    public static void Delete(string path) => SqliteFile.Delete(path);

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => new(_closing.Value);

    private async Task CloseAsync()
    {
        await _writes.CompleteAsync();
        await _reads.CloseAsync();
        // The writer closes last: only it can fold the log back into the database file.
        _writes.Dispose();
        _file.DeleteIfTemporary();
    }
}
