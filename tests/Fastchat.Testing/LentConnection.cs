using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Fastchat.Testing;

/// <summary>A connection whose commands are looked at before they run. It is lent: whoever lent it closes it.</summary>
/// <param name="inner">The real one.</param>
/// <param name="prepare">Looks at a command with its parameters and gives it its text.</param>
internal sealed class LentConnection(DbConnection inner, Action<DbCommand, string> prepare) : DbConnection
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

    protected override DbCommand CreateDbCommand() => new LentCommand(inner.CreateCommand(), prepare);
}
