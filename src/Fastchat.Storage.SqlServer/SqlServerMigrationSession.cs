using System.Data.Common;
using Dapper;
using Fastchat.Storage.Migrations;
using Microsoft.Data.SqlClient;

namespace Fastchat.Storage.SqlServer;

/// <summary>Migrates under an application lock.</summary>
internal sealed class SqlServerMigrationSession(SqlConnection connection) : MigrationSession
{
    public override DbConnection Connection => connection;

    public override string DatabaseName => $"{connection.DataSource}/{connection.Database}";

    public override async Task PrepareAsync()
    {
        await BeginAsync();
        await Connection.ExecuteAsync(SqlServerStatements.Prepare);
        await CommitAsync();
    }

    public override Task BeginAsync() => Connection.ExecuteAsync(SqlServerStatements.BeginMigration);

    public override Task CommitAsync() => Connection.ExecuteAsync(SqlServerStatements.Commit);
}
