using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Fastchat.Testing.Twins;

/// <summary>A connection whose commands are read twice. It is lent: whoever lent it closes it.</summary>
internal sealed class TwinConnection(DbConnection inner, TwinDialect sql) : DbConnection
{
    [AllowNull]
    public override string ConnectionString
    {
        get => inner.ConnectionString;
        set => throw new NotSupportedException();
    }

    public override string Database => inner.Database;

    public override string DataSource => inner.DataSource;

    public override string ServerVersion => inner.ServerVersion;

    public override ConnectionState State => inner.State;

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Close()
    {
    }

    public override void Open() => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

    protected override DbCommand CreateDbCommand() => new TwinCommand(inner.CreateCommand(), sql);
}
