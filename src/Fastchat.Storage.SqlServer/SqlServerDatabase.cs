using System.Data.Common;
using Dapper;
using Fastchat.Storage.Migrations;
using Microsoft.Data.SqlClient;

namespace Fastchat.Storage.SqlServer;

/// <summary>
/// A SQL Server database (2019 and later), shared by many nodes. Each piece of work is a transaction: reads see one snapshot;
/// writes see what is committed, and lock what they are about to change.
/// </summary>
public sealed class SqlServerDatabase : SharedDatabase
{
    private const int DeadlockVictim = 1205;
    private const int SnapshotConflict = 3960;

    // Connection, resource and fail-over errors: docs of SqlClient and of Azure SQL, "transient fault error codes".
    private static readonly HashSet<int> Unreachable = [-2, -1, 2, 20, 53, 64, 233, 258, 4060, 10053, 10054, 10060, 10928, 10929, 18456, 40197, 40501, 40613, 49918, 49919, 49920];

    private readonly string _connectionString;
    private readonly TimeProvider _clock;
    private readonly SqlServerPoller _poller;

    private SqlServerDatabase(string connectionString, long newest, SqlServerOptions options)
        : base(options.TimeProvider)
    {
        _connectionString = connectionString;
        _clock = options.TimeProvider;
        _poller = new SqlServerPoller(connectionString, newest, Changes, options);
    }

    /// <inheritdoc />
    public override SqlDialect Sql { get; } = new SqlServerDialect();

    /// <summary>Connects, brings the schema up to date and begins to look for changes.</summary>
    /// <exception cref="MigrationException">The schema is not one that this build can bring up to date, or snapshots may not be read.</exception>
    /// <exception cref="DatabaseUnavailableException">The server cannot be reached or refuses the login.</exception>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public static async Task<SqlServerDatabase> OpenAsync(SqlServerOptions options, MigrationSet migrations, CancellationToken ct = default)
    {
        var connectionString = options.ToBuilder().ToString();
        await using var connection = new SqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(ct);
            await AllowSnapshotsAsync(connection);
            await new Migrator(new SqlServerMigrationSession(connection), migrations, options.TimeProvider).ApplyAsync(ct);
            return new SqlServerDatabase(connectionString, await connection.ExecuteScalarAsync<long>(SqlServerStatements.Newest), options);
        }
        catch (SqlException e) when (Unreachable.Contains(e.Number))
        {
            throw Unavailable(e);
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await _poller.DisposeAsync();
        using var connection = new SqlConnection(_connectionString);
        SqlConnection.ClearPool(connection);
    }

    /// <inheritdoc />
    protected override async Task<T> TryAsync<T>(bool writes, StorageScope scope, Func<DbConnection, Task<T>> work, Change? announce, CancellationToken ct)
    {
        _ = scope.Value;

        // A connection that is given back with its transaction open is reset, which rolls it back, before it is used again.
        await using var connection = new SqlConnection(_connectionString);
        await connection.OpenAsync(ct);
        await connection.ExecuteAsync(writes ? SqlServerStatements.BeginWrite : SqlServerStatements.BeginRead);
        var result = await work(connection);
        if (announce is { } change)
        {
            var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
            await connection.ExecuteAsync(SqlServerStatements.Announce, new { topic = change.Topic, key = change.Key, now });
        }

        await connection.ExecuteAsync(SqlServerStatements.Commit);
        return result;
    }

    /// <inheritdoc />
    protected override bool IsVictim(DbException error) => error is SqlException { Number: DeadlockVictim or SnapshotConflict };

    /// <inheritdoc />
    protected override DatabaseUnavailableException? AsUnavailable(DbException error) => error is SqlException e && Unreachable.Contains(e.Number) ? Unavailable(e) : null;

    private static async Task AllowSnapshotsAsync(SqlConnection connection)
    {
        if (await connection.ExecuteScalarAsync<int>(SqlServerStatements.SnapshotState) != 0) return;
        try
        {
            await connection.ExecuteAsync(SqlServerStatements.AllowSnapshots);
        }
        catch (SqlException e)
        {
            throw new MigrationException($"The database does not allow snapshot isolation, and the login may not change that. Run: {SqlServerStatements.AllowSnapshots}.", e);
        }
    }

    private static DatabaseUnavailableException Unavailable(SqlException e) => new($"SQL Server cannot be reached or refuses: {e.Message} ({e.Number})", e);
}
