using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Fastchat.Storage.Sqlite;

/// <summary>A command that borrows a statement which its connection has prepared before, and gives it back when it is disposed of.</summary>
/// <param name="connection">The connection.</param>
/// <param name="plain">Holds text and parameters; runs what is not worth keeping.</param>
internal sealed class PreparedCommand(PreparingConnection connection, SqliteCommand plain) : DbCommand
{
    // A statement keeps a copy of its last values: large ones must not stay in memory for that.
    private const int LargestKept = 64 * 1024;

    private SqliteCommand? _borrowed;
    private bool _isSpent;

    /// <inheritdoc />
    [AllowNull]
    public override string CommandText
    {
        get => plain.CommandText;
        set => plain.CommandText = value;
    }

    /// <inheritdoc />
    public override int CommandTimeout
    {
        get => plain.CommandTimeout;
        set => plain.CommandTimeout = value;
    }

    /// <inheritdoc />
    public override CommandType CommandType
    {
        get => plain.CommandType;
        set => plain.CommandType = value;
    }

    /// <inheritdoc />
    public override bool DesignTimeVisible { get; set; }

    /// <inheritdoc />
    public override UpdateRowSource UpdatedRowSource
    {
        get => plain.UpdatedRowSource;
        set => plain.UpdatedRowSource = value;
    }

    /// <inheritdoc />
    protected override DbConnection? DbConnection
    {
        get => connection;
        set => plain.Connection = (SqliteConnection?)value;
    }

    /// <inheritdoc />
    protected override DbParameterCollection DbParameterCollection => plain.Parameters;

    /// <inheritdoc />
    protected override DbTransaction? DbTransaction
    {
        get => plain.Transaction;
        set => plain.Transaction = (SqliteTransaction?)value;
    }

    /// <inheritdoc />
    public override void Cancel() => plain.Cancel();

    /// <inheritdoc />
    public override void Prepare()
    {
        // It is, or will be, when it runs.
    }

    /// <inheritdoc />
    public override int ExecuteNonQuery() => Run(static command => command.ExecuteNonQuery());

    /// <inheritdoc />
    public override object? ExecuteScalar() => Run(static command => command.ExecuteScalar());

    /// <inheritdoc />
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Run(command => command.ExecuteReader(behavior));

    /// <inheritdoc />
    protected override DbParameter CreateDbParameter() => plain.CreateParameter();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Return();
            plain.Dispose();
        }

        base.Dispose(disposing);
    }

    private T Run<T>(Func<SqliteCommand, T> run)
    {
        if (!PreparingConnection.Keeps(plain.CommandText)) return run(plain);
        if (_borrowed?.CommandText != plain.CommandText)
        {
            Return();
            _borrowed = connection.Take(plain.CommandText);
        }

        Lend(_borrowed);
        try
        {
            return run(_borrowed);
        }
        catch
        {
            _isSpent = true;
            throw;
        }
    }

    private void Lend(SqliteCommand borrowed)
    {
        borrowed.Parameters.Clear();
        borrowed.CommandTimeout = plain.CommandTimeout;
        foreach (SqliteParameter parameter in plain.Parameters)
        {
            // With its sign it is found at once; without, SQLite looks for it four times.
            if (parameter.ParameterName is { Length: > 0 } name && char.IsLetter(name[0])) parameter.ParameterName = $"@{name}";
            borrowed.Parameters.Add(parameter);
            _isSpent |= IsLarge(parameter.Value);
        }
    }

    private void Return()
    {
        if (_borrowed is not { } borrowed) return;
        _borrowed = null;
        if (_isSpent) borrowed.Dispose();
        else connection.GiveBack(borrowed);
        _isSpent = false;
    }

    private static bool IsLarge(object? value) => value is string { Length: > LargestKept } or byte[] { Length: > LargestKept };
}
