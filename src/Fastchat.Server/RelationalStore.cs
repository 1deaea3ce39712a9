using Fastchat.Chat;
using Fastchat.Storage;
using Fastchat.Storage.Postgres;
using Fastchat.Storage.Sqlite;
using Fastchat.Storage.SqlServer;

namespace Fastchat.Server;

/// <summary>The relational store that the settings name: SQLite in the data folder, or an engine that several nodes share.</summary>
internal static class RelationalStore
{
    /// <summary>Opens it and brings its schema up to date.</summary>
    /// <param name="connectionString">A shared engine's; null for SQLite.</param>
    /// <param name="folder">Where SQLite's file lies; may be null for a shared engine.</param>
    /// <exception cref="MigrationException">Its schema is not one that this build can bring up to date.</exception>
    /// <exception cref="DatabaseUnavailableException">It cannot be reached.</exception>
    public static async Task<Database> OpenAsync(string? connectionString, DataFolder? folder) => connectionString switch
    {
        null => await SqliteDatabase.OpenAsync(new SqliteOptions { Path = folder!.Database }, Migrations("Sqlite")),
        _ when IsSqlServer(connectionString) => await SqlServerDatabase.OpenAsync(new SqlServerOptions { ConnectionString = connectionString }, Migrations("SqlServer")),
        _ => await PostgresDatabase.OpenAsync(new PostgresOptions { ConnectionString = connectionString }, Migrations("Postgres")),
    };

    /// <summary>Opens it to look at, also beside a server that runs.</summary>
    /// <exception cref="IOException">There is none.</exception>
    /// <exception cref="MigrationException">Its schema is not one that this build can bring up to date.</exception>
    /// <exception cref="DatabaseUnavailableException">It cannot be reached.</exception>
    public static async Task<Database> OpenBesideAsync(string? connectionString, string folder)
    {
        if (connectionString is not null) return await OpenAsync(connectionString, folder: null);
        var path = Path.Combine(folder, DataFolder.DatabaseName);
        if (!File.Exists(path)) throw new IOException($"There is no database {Path.GetFullPath(path)}. Set DATA_DIR to the server's folder, or FASTCHAT_DATABASE.");
        return await SqliteDatabase.OpenAsync(new SqliteOptions { Path = path }, Migrations("Sqlite"));
    }

    /// <summary>What is wrong with a connection string; null for nothing that can be seen without connecting.</summary>
    public static string? FindMistake(string connectionString)
    {
        try
        {
            if (IsSqlServer(connectionString)) new SqlServerOptions { ConnectionString = connectionString }.Validate();
            else new PostgresOptions { ConnectionString = connectionString }.Validate();
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    /// <summary>The number of the newest migration.</summary>
    public static int LatestVersion => Migrations("Sqlite").LatestVersion;

    // PostgreSQL's driver says Host, SQL Server's says Server or Data Source.
    private static bool IsSqlServer(string connectionString) => connectionString.Split(';')
        .Select(pair => pair.Split('=')[0].Trim())
        .Any(name => name.Equals("Server", StringComparison.OrdinalIgnoreCase) || name.Equals("Data Source", StringComparison.OrdinalIgnoreCase));

    private static MigrationSet Migrations(string engine) => MigrationSet.FromResources(typeof(ChatTurn).Assembly, $"Fastchat.Migrations.{engine}.");
}
