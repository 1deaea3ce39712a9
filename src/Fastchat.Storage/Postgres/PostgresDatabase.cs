using System.Data.Common;
using Dapper;
using Fastchat.Storage.Migrations;
using Npgsql;

namespace Fastchat.Storage.Postgres;

/// <summary>
/// A PostgreSQL database, shared by many nodes. Each piece of work is a transaction in the role <see cref="AppRole"/>, which
/// row-level security binds, with the scope's tenant set. Reads see one snapshot; writes see what is committed, and lock what
/// they are about to change.
/// </summary>
public sealed class PostgresDatabase : SharedDatabase
{
    /// <summary>The role of all work but migrations. The first migration makes it when the login may; it cannot log in and cannot bypass row security.</summary>
    public const string AppRole = "fastchat_app";

    private const int ConnectAttempts = 5;
    private const string ReadBegin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    private const string WriteBegin = "BEGIN";

    private readonly NpgsqlDataSource _source;
    private readonly PostgresListener _listener;

    private PostgresDatabase(NpgsqlDataSource source, NpgsqlConnectionStringBuilder options, TimeProvider clock)
        : base(clock)
    {
        _source = source;
        _listener = new PostgresListener(options, Changes, clock);
    }

    /// <inheritdoc />
    public override SqlDialect Sql { get; } = new PostgresDialect();

    /// <summary>Connects, brings the schema up to date, makes sure that row security binds, and listens for changes.</summary>
    /// <exception cref="MigrationException">The schema is not one that this build can bring up to date, or the role is not what it must be.</exception>
    /// <exception cref="DatabaseUnavailableException">The server cannot be reached or refuses the login.</exception>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public static async Task<PostgresDatabase> OpenAsync(PostgresOptions options, MigrationSet migrations, CancellationToken ct = default)
    {
        var builder = options.ToBuilder();
        var source = NpgsqlDataSource.Create(builder);
        try
        {
            await using (var connection = await ConnectAsync(source, ct))
            {
                await new Migrator(new PostgresMigrationSession(connection), migrations, options.TimeProvider).ApplyAsync(ct);
                await CheckRoleAsync(connection);
            }

            var database = new PostgresDatabase(source, builder, options.TimeProvider);
            await database._listener.Listening.WaitAsync(ct);
            return database;
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _source.DisposeAsync();
    }

    /// <summary>Vacuums the tables, when the login owns them all.</summary>
    /// <inheritdoc />
    public override async Task<bool> ReclaimAsync(IReadOnlyCollection<string> tables, CancellationToken ct = default)
    {
        if (tables.Count == 0) return true;
        await using var connection = await ConnectAsync(_source, ct);
        var foreign = await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM pg_class WHERE oid = ANY(@tables::regclass[]) AND NOT pg_has_role(relowner, 'USAGE')", new { tables = tables.ToArray() });
        if (foreign > 0) return false;
        await connection.ExecuteAsync($"VACUUM {string.Join(", ", tables)}");
        return true;
    }

    /// <inheritdoc />
    protected override async Task<T> TryAsync<T>(bool writes, StorageScope scope, Func<DbConnection, Task<T>> work, Change? announce, CancellationToken ct)
    {
        // A connection that is given back with its transaction open is rolled back by the driver.
        await using var connection = await BeginAsync($"{(writes ? WriteBegin : ReadBegin)}; SET LOCAL ROLE {AppRole}; SET LOCAL fastchat.tenant = '{scope.Value}'", ct);
        var result = await work(connection);
        if (announce is { } change)
            await connection.ExecuteAsync("SELECT pg_notify(@channel, @payload)", new { channel = PostgresListener.Channel, payload = change.Format() });
        await connection.ExecuteAsync("COMMIT");
        return result;
    }

    /// <inheritdoc />
    protected override bool IsVictim(DbException error) => error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <inheritdoc />
    protected override DatabaseUnavailableException? AsUnavailable(DbException error) => error is NpgsqlException e && IsUnavailable(e) ? Unavailable(e) : null;

    // Idle connections break when the server restarts, which is seen only in use: nothing has been done yet, so another is tried.
    private async Task<NpgsqlConnection> BeginAsync(string statements, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var connection = await _source.OpenConnectionAsync(ct);
            try
            {
                await connection.ExecuteAsync(statements);
                return connection;
            }
            catch (NpgsqlException e)
            {
                await connection.DisposeAsync();
                if (e is PostgresException { SqlState: not PostgresErrorCodes.AdminShutdown } || attempt == ConnectAttempts) throw;
                _source.Clear();
            }
        }
    }

    private static async Task<NpgsqlConnection> ConnectAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        try
        {
            return await source.OpenConnectionAsync(ct);
        }
        catch (NpgsqlException e)
        {
            throw Unavailable(e);
        }
    }

    private static async Task CheckRoleAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.ExecuteAsync($"SET ROLE {AppRole}");
            if (await connection.ExecuteScalarAsync<bool>("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
                throw new MigrationException($"The role {AppRole} bypasses row-level security. Run ALTER ROLE {AppRole} NOSUPERUSER NOBYPASSRLS.");
            await connection.ExecuteAsync("RESET ROLE");
        }
        catch (PostgresException e)
        {
            throw new MigrationException($"The login cannot take the role {AppRole}: {e.MessageText}. Run GRANT {AppRole} to it, or let it make roles.", e);
        }
    }

    // By class (PostgreSQL 15, appendix A): 08 connection, 28 login, 3D no such database, 53 resources, 57P operator's
    // intervention; without a state the wire broke.
    private static bool IsUnavailable(NpgsqlException e) => e.SqlState is not { } state || state[..2] is "08" or "28" or "3D" or "53" || state.StartsWith("57P", StringComparison.Ordinal);

    private static DatabaseUnavailableException Unavailable(NpgsqlException e) => new(
        e is PostgresException refused ? $"PostgreSQL refuses: {refused.MessageText} ({refused.SqlState})." : $"PostgreSQL cannot be reached: {e.Message}", e);
}
