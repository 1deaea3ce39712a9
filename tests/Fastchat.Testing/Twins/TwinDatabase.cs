using System.Data.Common;
using Fastchat.Storage;
using Fastchat.Storage.SqlServer;

namespace Fastchat.Testing.Twins;

/// <summary>Runs everything on one engine, and reads the T-SQL of each statement that runs.</summary>
internal sealed class TwinDatabase(Database inner) : WrappedDatabase(inner, () => Task.CompletedTask)
{
    private readonly TwinDialect _sql = new(inner.Sql, new SqlServerDialect());

    public override SqlDialect Sql => _sql;

    public override Task<T> ReadAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default) =>
        base.ReadAsync(scope, connection => work(new LentConnection(connection, ReadTwice)), ct);

    public override Task<T> WriteAsync<T>(StorageScope scope, Func<DbConnection, Task<T>> work, CancellationToken ct = default, Change? announce = null) =>
        base.WriteAsync(scope, connection => work(new LentConnection(connection, ReadTwice)), ct, announce);

    private void ReadTwice(DbCommand command, string text)
    {
        TSql.Check(_sql.Second(text));
        command.CommandText = _sql.First(text);
    }
}
