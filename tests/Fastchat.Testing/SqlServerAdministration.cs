using Dapper;
using Microsoft.Data.SqlClient;

namespace Fastchat.Testing;

/// <summary>Makes and drops databases on the SQL Server that a test run was given.</summary>
internal static class SqlServerAdministration
{
    public static Task CreateAsync(string server, string name) => ExecuteAsync(server, $"CREATE DATABASE [{name}]");

    public static Task DropAsync(string server, string name) =>
        ExecuteAsync(server, $"ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [{name}]");

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new SqlConnection(server);
        await connection.ExecuteAsync(sql);
    }
}
