using System.Data.Common;
using Dapper;
using Fastchat.Testing;
using Npgsql;
using Xunit;

namespace Fastchat.Storage.Postgres;

public sealed class PostgresDatabaseTests : IAsyncLifetime
{
    private const string First =
        """
        DO $$ BEGIN CREATE ROLE fastchat_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
        DO $$ BEGIN
            IF NOT pg_has_role(current_user, 'fastchat_app', 'MEMBER') THEN EXECUTE format('GRANT fastchat_app TO %I', current_user); END IF;
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO fastchat_app', current_schema());
        END $$;
        CREATE TABLE notes (tenant_id TEXT NOT NULL, id BIGINT NOT NULL PRIMARY KEY, text TEXT NOT NULL);
        GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO fastchat_app;
        ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
        ALTER TABLE notes FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant_rows ON notes USING (tenant_id = current_setting('fastchat.tenant') OR current_setting('fastchat.tenant') = '*');
        """;

    private static readonly StorageScope Ours = StorageScope.Of("ours");
    private static readonly StorageScope Theirs = StorageScope.Of("theirs");

    private PostgresServer _server = null!;
    private string _connectionString = "";
    private PostgresDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.GetAsync();
        _connectionString = await _server.CreateDatabaseAsync();
        _database = await OpenAsync(("001_notes.sql", First));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _server.DropDatabaseAsync(_connectionString);
    }

    [Fact]
    public async Task Read_InAnotherTenantsScope_SeesNoRowEvenWithoutAFilter()
    {
        await AddAsync(Ours, "ours", 1);
        await AddAsync(Theirs, "theirs", 2);

        Assert.Equal([1], await IdsAsync(Ours));
        Assert.Equal([2], await IdsAsync(Theirs));
        Assert.Equal([1, 2], await IdsAsync(StorageScope.Operator));
    }

    [Fact]
    public async Task Write_InAnotherTenantsScope_ChangesNothing()
    {
        await AddAsync(Ours, "ours", 1);

        Assert.Equal(0, await _database.WriteAsync(Theirs, c => c.ExecuteAsync("UPDATE notes SET text = 'taken'"), Ct));
        Assert.Equal(0, await _database.WriteAsync(Theirs, c => c.ExecuteAsync("DELETE FROM notes"), Ct));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => AddAsync(Theirs, "ours", 2));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.Equal([1], await IdsAsync(Ours));
    }

    [Fact]
    public async Task Scope_NeverSet_IsRefused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.ReadAsync(default, c => c.ExecuteScalarAsync<int>("SELECT 1"), Ct));
        Assert.Throws<ArgumentException>(() => StorageScope.Of("'; RESET ROLE; --"));
        Assert.Throws<ArgumentException>(() => StorageScope.Of("*"));
    }

    [Fact]
    public async Task Read_WhileOthersWrite_SeesOneState()
    {
        await AddAsync(Ours, "ours", 1);

        var (before, after) = await _database.ReadAsync(
            Ours,
            async connection =>
            {
                var first = await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM notes");
                await AddAsync(Ours, "ours", 2);
                return (first, await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM notes"));
            },
            Ct);

        Assert.Equal((1, 1), (before, after));
    }

    [Fact]
    public async Task Write_ThatThrows_LeavesNothing()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _database.WriteAsync(
            Ours,
            async connection =>
            {
                await InsertAsync(connection, "ours", 1);
                throw new InvalidDataException();
            },
            Ct));

        Assert.Empty(await IdsAsync(Ours));
    }

    [Fact]
    public async Task Write_VictimOfADeadlock_IsDoneAgain()
    {
        await AddAsync(Ours, "ours", 1);
        await AddAsync(Ours, "ours", 2);
        var (oneHas, twoHas, runs) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);

        await Task.WhenAll(CrossAsync(1, 2, oneHas, twoHas.Task), CrossAsync(2, 1, twoHas, oneHas.Task));

        Assert.Equal(3, runs);
        Task CrossAsync(int first, int second, TaskCompletionSource has, Task other) => _database.WriteAsync(
            Ours,
            async connection =>
            {
                Interlocked.Increment(ref runs);
                await connection.ExecuteAsync("UPDATE notes SET text = text || 'x' WHERE id = @first", new { first });
                has.TrySetResult();
                await other;
                await connection.ExecuteAsync("UPDATE notes SET text = text || 'x' WHERE id = @second", new { second });
            },
            Ct);
    }

    [Fact]
    public async Task Call_InsideACallOfTheSameKind_IsRefused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.ReadAsync(Ours, _ => IdsAsync(Ours), Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.WriteAsync(Ours, _ => AddAsync(Ours, "ours", 1), Ct));
    }

    [Fact]
    public async Task Call_AfterAllConnectionsWereCut_Succeeds()
    {
        await AddAsync(Ours, "ours", 1);

        await CutAsync();

        Assert.Equal([1], await IdsAsync(Ours));
    }

    [Fact]
    public async Task Change_Announced_ArrivesAtOtherNodesWithTheWrite()
    {
        await using var other = await OpenAsync(("001_notes.sql", First));
        var heard = Hear(other, "keys");

        await _database.WriteAsync(Ours, c => InsertAsync(c, "ours", 1), Ct, new Change("else", "0"));
        await Assert.ThrowsAsync<PostgresException>(() => _database.WriteAsync(Ours, c => InsertAsync(c, "ours", 1), Ct, new Change("keys", "never")));
        await _database.WriteAsync(Ours, c => InsertAsync(c, "ours", 2), Ct, new Change("keys", "the key"));

        Assert.Equal("the key", await heard.Reader.ReadAsync(Ct));
    }

    [Fact]
    public async Task Change_Announced_IsHeardHereBeforeTheWriteReturns()
    {
        var heard = Hear(_database, "keys");

        await _database.WriteAsync(Ours, c => InsertAsync(c, "ours", 2), Ct, new Change("keys", "the key"));

        Assert.True(heard.Reader.TryRead(out var key));
        Assert.Equal("the key", key);
    }

    [Fact]
    public async Task Change_ListenerWasCutOff_AllIsForgottenAndLaterOnesArrive()
    {
        await using var other = await OpenAsync(("001_notes.sql", First));
        var heard = Hear(other, "keys");

        await CutAsync();

        Assert.Null(await heard.Reader.ReadAsync(Ct));
        await _database.WriteAsync(Ours, c => InsertAsync(c, "ours", 2), Ct, new Change("keys", "later"));
        Assert.Equal("later", await heard.Reader.ReadAsync(Ct));
    }

    [Fact]
    public async Task Open_ManyAtOnce_MigrateOnce()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync(("001_notes.sql", First), ("002_more.sql", "CREATE TABLE more (id BIGINT)"))));

        foreach (var database in opened) await database.DisposeAsync();
        Assert.Equal(2, await _database.ReadAsync(StorageScope.Operator, c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM pg_tables WHERE tablename IN ('notes', 'more')"), Ct));
    }

    [Fact]
    public async Task Open_DatabaseOfANewerBuild_SaysSoAndNothingSecret()
    {
        await (await OpenAsync(("001_notes.sql", First), ("002_more.sql", "CREATE TABLE more (id BIGINT)"))).DisposeAsync();

        var error = await Assert.ThrowsAsync<MigrationException>(() => OpenAsync(("001_notes.sql", First)));

        Assert.Contains("is newer than this build: it has the migration 002_more", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Open_MigrationThatFails_IsUndoneAndNamed()
    {
        var error = await Assert.ThrowsAsync<MigrationException>(() => OpenAsync(("001_notes.sql", First), ("002_more.sql", "CREATE TABLE more (id BIGINT); SELECT 1 / 0")));

        Assert.Contains("002_more", error.Message, StringComparison.Ordinal);
        await (await OpenAsync(("001_notes.sql", First), ("002_more.sql", "CREATE TABLE more (id BIGINT)"))).DisposeAsync();
    }

    [Fact]
    public async Task Open_WhereNobodyListens_SaysThatItCannotBeReached()
    {
        var options = new PostgresOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=a;Password=hush" };

        var error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => PostgresDatabase.OpenAsync(options, MigrationSet.FromScripts([("001_notes.sql", First)]), Ct));

        Assert.StartsWith("PostgreSQL cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", error.ToString(), StringComparison.Ordinal);
    }

    private Task<PostgresDatabase> OpenAsync(params (string, string)[] scripts) =>
        PostgresDatabase.OpenAsync(new PostgresOptions { ConnectionString = _connectionString }, MigrationSet.FromScripts(scripts), Ct);

    private Task AddAsync(StorageScope scope, string tenant, int id) => _database.WriteAsync(scope, connection => InsertAsync(connection, tenant, id), Ct);

    private static Task<int> InsertAsync(DbConnection connection, string tenant, int id) =>
        connection.ExecuteAsync("INSERT INTO notes (tenant_id, id, text) VALUES (@tenant, @id, 'a note')", new { tenant, id });

    private Task<List<int>> IdsAsync(StorageScope scope) =>
        _database.ReadAsync(scope, async connection => (await connection.QueryAsync<int>("SELECT id FROM notes ORDER BY id")).AsList(), Ct);

    private Task CutAsync() => _server.ExecuteAsync(
        $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{new NpgsqlConnectionStringBuilder(_connectionString).Database}' AND pid <> pg_backend_pid()");

    private static System.Threading.Channels.Channel<string?> Hear(Database database, string topic)
    {
        var heard = System.Threading.Channels.Channel.CreateUnbounded<string?>();
        database.Changes.Subscribe(topic, key => heard.Writer.TryWrite(key));
        return heard;
    }
}
