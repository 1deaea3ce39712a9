using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Fastchat.Storage.Sqlite;

/// <summary>
/// A connection that keeps the statements it has prepared: half of what a small statement costs is SQLite reading its text.
/// Used by one thread at a time, like any connection.
/// </summary>
internal sealed class PreparingConnection(string connectionString) : SqliteConnection(connectionString)
{
    // More than the product has statements; lists of values make as many texts as they have lengths.
    private const int Most = 256;

    private static readonly string[] Kept = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];

    private readonly Dictionary<string, SqliteCommand> _idle = new(StringComparer.Ordinal);

    /// <summary>How many are kept.</summary>
    internal int Count => _idle.Count;

    /// <summary>Whether a statement of this text is worth keeping. Scripts and settings are run once, and a script's later lines may need what its first have made.</summary>
    internal static bool Keeps(string text)
    {
        var begin = text.AsSpan().TrimStart();
        foreach (var word in Kept)
        {
            if (begin.StartsWith(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>A prepared statement that nobody else uses until it is given back.</summary>
    internal SqliteCommand Take(string text)
    {
        if (_idle.Remove(text, out var kept)) return kept;
        var command = CreateCommand();
        try
        {
            command.CommandText = text;
            command.Prepare();
            return command;
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }

    /// <summary>Gives a statement back.</summary>
    internal void GiveBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        if (_idle.Count == Most) Forget(_idle.Keys.First());
        if (!_idle.TryAdd(command.CommandText, command)) command.Dispose();
    }

    /// <inheritdoc />
    protected override DbCommand CreateDbCommand() => new PreparedCommand(this, CreateCommand());

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var command in _idle.Values) command.Dispose();
            _idle.Clear();
        }

        base.Dispose(disposing);
    }

    private void Forget(string text)
    {
        if (_idle.Remove(text, out var command)) command.Dispose();
    }
}
