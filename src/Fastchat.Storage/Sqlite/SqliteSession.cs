using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fastchat.Storage.Sqlite;

/// <summary>
/// A connection and its transaction. Transactions are plain statements, prepared once: the driver's transaction object would
/// have to be handed to every command.
/// </summary>
internal sealed class SqliteSession(SqliteConnection connection, string beginStatement) : IDisposable
{
    private SqliteCommand? _begin;
    private SqliteCommand? _commit;
    private SqliteCommand? _savepoint;
    private SqliteCommand? _rollBackToSavepoint;
    private SqliteCommand? _release;

    public DbConnection Connection => connection;

    /// <summary>False after an error, such as a full disk, that made SQLite roll everything back by itself.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    public void Begin() => Execute(ref _begin, beginStatement);

    public void Commit() => Execute(ref _commit, "COMMIT");

    public void Savepoint() => Execute(ref _savepoint, "SAVEPOINT write_job");

    /// <summary>Undoes what came after the savepoint; the savepoint stays until its release.</summary>
    public void RollBackToSavepoint() => Execute(ref _rollBackToSavepoint, "ROLLBACK TO write_job");

    public void ReleaseSavepoint() => Execute(ref _release, "RELEASE write_job");

    /// <summary>Closes the connection, which rolls back an open transaction.</summary>
    public void Dispose() => connection.Dispose();

    private void Execute(ref SqliteCommand? command, string statement)
    {
        if (command is null)
        {
            command = connection.CreateCommand();
            command.CommandText = statement;
            command.Prepare();
        }

        command.ExecuteNonQuery();
    }
}
