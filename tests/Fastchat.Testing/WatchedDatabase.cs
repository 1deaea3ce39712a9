using System.Collections.Concurrent;
using System.Data.Common;
using Fastchat.Storage;
using Npgsql;

namespace Fastchat.Testing;

/// <summary>
/// Runs everything, and remembers the texts that statements were given. Not on PostgreSQL: Dapper knows by the type of the
/// connection that it takes arrays, and must see the real one.
/// </summary>
public sealed class WatchedDatabase(Database inner) : WrappedDatabase(inner, () => Task.CompletedTask)
{
    private readonly ConcurrentQueue<string> _texts = new();

    /// <summary>The texts since the last <see cref="Forget"/>.</summary>
    public IReadOnlyCollection<string> Texts => _texts;

    /// <summary>Forgets them.</summary>
    public void Forget() => _texts.Clear();

    /// <inheritdoc />
    public override Task<T> ReadAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default) =>
        base.ReadAsync(scope, connection => work(Watched(connection)), ct);

    /// <inheritdoc />
    public override Task<T> WriteAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default, Change? announce = null) =>
        base.WriteAsync(scope, connection => work(Watched(connection)), ct, announce);

    private DbConnection Watched(DbConnection connection) => connection is NpgsqlConnection ? connection : new LentConnection(connection, Remember);

    private void Remember(DbCommand command, string text)
    {
        command.CommandText = text;
        foreach (DbParameter parameter in command.Parameters)
        {
            if (parameter.Value is string value) _texts.Enqueue(value);
        }
    }
}
