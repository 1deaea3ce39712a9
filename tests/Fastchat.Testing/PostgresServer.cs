using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dapper;
using Npgsql;

namespace Fastchat.Testing;

/// <summary>
/// A real PostgreSQL of this process's own, started when first asked for and gone with the process; or the one that
/// FASTCHAT_TEST_POSTGRES names, by the connection string of a superuser.
/// </summary>
public sealed class PostgresServer
{
    /// <summary>The login of the product: owns its databases, makes roles, and is no superuser.</summary>
    public const string Owner = "fastchat_owner";

    private const string Binaries = "/usr/lib/postgresql/15/bin";
    private const string Password = "an owner's password";

    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);

    // Without the safety of a disk: what a test needs of a database ends with the test.
    private const string Settings = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400 -c listen_addresses=127.0.0.1";

    // Held: were it collected, its input would end, and the server with it.
    private static Process? _process;

    private readonly string _admin;
    private int _count;

    private PostgresServer(string admin) => _admin = admin;

    /// <summary>The server.</summary>
    public static Task<PostgresServer> GetAsync() => Shared.Value;

    /// <summary>Makes a database and gives the owner's connection string.</summary>
    /// <param name="template">The database to copy; nobody may be connected to it.</param>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _count)}");
        await ExecuteAsync($"CREATE DATABASE {name} OWNER {Owner}{(template is null ? "" : $" TEMPLATE {template}")}");
        return new NpgsqlConnectionStringBuilder(_admin) { Database = name, Username = Owner, Password = Password }.ToString();
    }

    /// <summary>Drops a database that <see cref="CreateDatabaseAsync"/> made, whoever is connected.</summary>
    public Task DropDatabaseAsync(string connectionString) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>Runs a statement as superuser.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="database">Where; null for the server's own database.</param>
    public async Task ExecuteAsync(string sql, string? database = null)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_admin) { Database = database ?? "postgres", Pooling = false }.ToString());
        await connection.ExecuteAsync(sql);
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var admin = Environment.GetEnvironmentVariable("FASTCHAT_TEST_POSTGRES") is { Length: > 0 } given ? given : await RunAsync();
        var server = new PostgresServer(admin);
        try
        {
            await server.ExecuteAsync($"CREATE ROLE {Owner} LOGIN CREATEROLE PASSWORD '{Password.Replace("'", "''", StringComparison.Ordinal)}'");
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
            // Another process's tests have made it.
        }

        return server;
    }

    private static async Task<string> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fastchat-postgres-").FullName;
        var port = FreePort();

        // The shell outlives a test process that is killed just long enough to see its input end.
        var script = $"""
            set -e
            {Binaries}/initdb -D {folder}/data -A trust -U admin -E UTF8 --locale=C --no-sync >{folder}/log 2>&1
            {Binaries}/postgres -D {folder}/data -p {port} -k {folder} {Settings} >>{folder}/log 2>&1 &
            server=$!
            cat >/dev/null
            kill -QUIT $server
            wait $server || true
            rm -rf {folder}
            """;
        var start = new ProcessStartInfo { RedirectStandardInput = true };
        if (Environment.UserName == "root")
        {
            // It refuses to run as root.
            Process.Start("chown", ["postgres", folder])!.WaitForExit();
            (start.FileName, string[] before) = ("runuser", ["-u", "postgres", "--", "sh", "-c", script]);
            foreach (var argument in before) start.ArgumentList.Add(argument);
        }
        else
        {
            start.FileName = "sh";
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(script);
        }

        start.WorkingDirectory = "/";
        _process = Process.Start(start)!;
        var admin = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Username = "admin", Database = "postgres", Timeout = 5 }.ToString();
        await WaitAsync(_process, admin, folder);
        return admin;
    }

    private static async Task WaitAsync(Process process, string admin, string folder)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(admin + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (!process.HasExited && TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(50);
            }
            catch (NpgsqlException e)
            {
                var log = Path.Combine(folder, "log");
                throw new InvalidOperationException($"PostgreSQL did not start; eng/setup installs it. {(File.Exists(log) ? await File.ReadAllTextAsync(log) : "")}", e);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
