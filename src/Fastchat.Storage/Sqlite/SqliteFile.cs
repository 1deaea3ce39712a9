using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Fastchat.Storage.Sqlite;

/// <summary>A database's files, and the way its connections are opened.</summary>
internal sealed class SqliteFile
{
    private readonly int _busySeconds;
    private readonly string? _temporaryFolder;

    private SqliteFile(string path, string? temporaryFolder, TimeSpan busyTimeout)
    {
        Path = path;
        _temporaryFolder = temporaryFolder;
        _busySeconds = (int)Math.Ceiling(busyTimeout.TotalSeconds);
    }

    public string Path { get; }

    public static SqliteFile Create(SqliteOptions options)
    {
        SqliteLibrary.EnsureLoaded();

        // SQLite's own in-memory databases have no write-ahead log: connections that share one lock each other out. A file
        // that goes with its database behaves in tests as in production.
        if (options.Path == SqliteOptions.InMemory)
        {
            var folder = Directory.CreateTempSubdirectory("fastchat-").FullName;
            return new SqliteFile(System.IO.Path.Combine(folder, "database.db"), folder, options.BusyTimeout);
        }

        var path = System.IO.Path.GetFullPath(options.Path);
        if (System.IO.Path.GetDirectoryName(path) is { } parent) Directory.CreateDirectory(parent);
        return new SqliteFile(path, null, options.BusyTimeout);
    }

    public static void Delete(string path)
    {
        // The database first: should the rest survive a crash, SQLite throws away the log of an empty database.
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            if (File.Exists(path + suffix)) File.Delete(path + suffix);
        }
    }

    public void DeleteIfTemporary()
    {
        if (_temporaryFolder is not null && Directory.Exists(_temporaryFolder)) Directory.Delete(_temporaryFolder, recursive: true);
    }

    public SqliteSession OpenWriter()
    {
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        try
        {
            if (connection.ExecuteScalar<string>("PRAGMA journal_mode = WAL") != "wal")
                throw new InvalidOperationException($"The file system of '{Path}' allows no write-ahead log; keep the database on a local disk.");

            // In WAL mode NORMAL keeps the database whole through a power cut, and syncs at checkpoints, not at each commit.
            connection.Execute("PRAGMA synchronous = NORMAL");

            // What is deleted or replaced is overwritten: text that was encrypted, or whose key was destroyed, lies in no free page.
            connection.Execute("PRAGMA secure_delete = ON");
            return new SqliteSession(connection, "BEGIN IMMEDIATE");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Folds the whole write-ahead log into the database and cuts it off; false when somebody who reads kept it from that.</summary>
    public bool TryTruncateLog()
    {
        using var connection = Open(SqliteOpenMode.ReadWrite);
        return connection.ExecuteScalar<long>("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
    }

    public SqliteSession OpenReader() => new(Open(SqliteOpenMode.ReadOnly), "BEGIN");

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        // Pooling is ours: the driver's pools live in a process-wide table and keep files open.
        var connection = new PreparingConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = _busySeconds,
        }.ToString());
        try
        {
            connection.Open();
            // No mmap: it cuts concurrent reads to a fraction, because connections contend for the process's address space.
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
                PRAGMA busy_timeout = {_busySeconds * 1000};
                PRAGMA mmap_size = 0;
                PRAGMA foreign_keys = ON;
                PRAGMA temp_store = MEMORY;
                """));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
