using System.Collections.Concurrent;
using Dapper;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.Storage;
using Fastchat.Storage.Postgres;
using Fastchat.Storage.Sqlite;
using Fastchat.Storage.SqlServer;
using Fastchat.Testing.Twins;
using Npgsql;

namespace Fastchat.Testing;

/// <summary>
/// The product's database with its real schema, empty and gone when closed. FASTCHAT_TEST_ENGINE chooses the engine of all
/// suites that use one: <c>sqlite</c> (default), <c>postgres</c> or <c>sqlserver</c>.
/// </summary>
public static class TestDatabase
{
    private static readonly Lazy<Task<string>> PostgresTemplate = new(MakeTemplateAsync);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Servers = new(StringComparer.Ordinal);

    static TestDatabase() => SqlMapper.ConnectionStringComparer = new SharedStatements();

    /// <summary>The engine that the tests run on.</summary>
    public static string Engine { get; } = Environment.GetEnvironmentVariable("FASTCHAT_TEST_ENGINE") is { Length: > 0 } engine ? engine : "sqlite";

    /// <summary>The product's migrations for an engine: <c>Sqlite</c>, <c>Postgres</c> or <c>SqlServer</c>.</summary>
    public static MigrationSet Migrations(string engine) => MigrationSet.FromResources(typeof(TenantStore).Assembly, $"Fastchat.Migrations.{engine}.");

    /// <summary>An empty database of the newest schema.</summary>
    public static Task<Database> OpenAsync(CancellationToken cancellationToken = default) => Engine switch
    {
        "sqlite" => OpenSqliteAsync(cancellationToken),
        "postgres" => OpenPostgresAsync(cancellationToken),
        "sqlserver" => OpenSqlServerAsync(cancellationToken),
        _ => throw new InvalidOperationException($"FASTCHAT_TEST_ENGINE must be sqlite, postgres or sqlserver, but is '{Engine}'."),
    };

    /// <summary>Adds a tenant: nearly every row belongs to one.</summary>
    public static async Task<TenantId> AddTenantAsync(this Database database, string name, CancellationToken cancellationToken = default) =>
        (await new TenantStore(database, TimeProvider.System).AddAsync(name, new TenantConfig(), cancellationToken))!.Id;

    /// <summary>An empty database of the newest schema on PostgreSQL.</summary>
    public static async Task<Database> OpenPostgresAsync(CancellationToken cancellationToken = default)
    {
        var server = await PostgresServer.GetAsync();
        var connectionString = await server.CreateDatabaseAsync(await PostgresTemplate.Value);
        var database = await PostgresDatabase.OpenAsync(new PostgresOptions { ConnectionString = connectionString, MaxConnections = 20 }, Migrations("Postgres"), cancellationToken);
        return new WrappedDatabase(database, () => server.DropDatabaseAsync(connectionString));
    }

    // Whatever runs there is read as T-SQL too.
    private static async Task<Database> OpenSqliteAsync(CancellationToken cancellationToken) =>
        new TwinDatabase(await SqliteDatabase.OpenAsync(new SqliteOptions { Path = SqliteOptions.InMemory }, Migrations("Sqlite"), cancellationToken));

    private static async Task<Database> OpenSqlServerAsync(CancellationToken cancellationToken)
    {
        var server = Environment.GetEnvironmentVariable("FASTCHAT_TEST_SQLSERVER")
            ?? throw new InvalidOperationException("FASTCHAT_TEST_ENGINE=sqlserver needs FASTCHAT_TEST_SQLSERVER, the connection string of a login that may make databases.");
        var name = "fastchat_test_" + Guid.NewGuid().ToString("N");
        await SqlServerAdministration.CreateAsync(server, name);
        var options = new SqlServerOptions { ConnectionString = $"{server};Initial Catalog={name}" };
        return new WrappedDatabase(await SqlServerDatabase.OpenAsync(options, Migrations("SqlServer"), cancellationToken), () => SqlServerAdministration.DropAsync(server, name));
    }

    /// <summary>The connection string for a whole server that keeps its files at <paramref name="folder"/>, the same after a restart; null for SQLite in that folder.</summary>
    public static async Task<string?> ForServerAsync(string folder) => Engine == "postgres"
        ? await Servers.GetOrAdd(folder, static _ => new Lazy<Task<string>>(async () => await (await PostgresServer.GetAsync()).CreateDatabaseAsync(await PostgresTemplate.Value))).Value
        : null;

    // Migrating takes longer than copying what was migrated.
    private static async Task<string> MakeTemplateAsync()
    {
        var connectionString = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        await (await PostgresDatabase.OpenAsync(new PostgresOptions { ConnectionString = connectionString }, Migrations("Postgres"))).DisposeAsync();
        return new NpgsqlConnectionStringBuilder(connectionString).Database!;
    }
}
