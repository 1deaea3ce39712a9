using Dapper;
using Fastchat.Storage;
using Fastchat.Testing;

namespace Fastchat.Migrations;

/// <summary>PostgreSQL's second wall: every table of tenants' rows is guarded, for the tables' owner too.</summary>
public sealed class PostgresMigrationsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_All_GuardTheirRows()
    {
        await using var database = await TestDatabase.OpenPostgresAsync(Ct);

        var tables = await database.ReadAsync(
            StorageScope.Operator,
            async connection => (await connection.QueryAsync<(string Table, bool Enabled, bool Forced, long Policies)>(
                """
                SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, (SELECT COUNT(*) FROM pg_policy p WHERE p.polrelid = c.oid)
                FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'schema_migrations'
                """)).AsList(),
            Ct);

        Assert.NotEmpty(tables);
        Assert.All(tables, t => Assert.Equal((t.Table, true, true, 1), t));
    }

    [Fact]
    public async Task Role_OfAllWork_CanNeitherReadWithoutAScopeNorChangeTables()
    {
        await using var database = await TestDatabase.OpenPostgresAsync(Ct);

        await database.AddTenantAsync("acme", Ct);

        Assert.Equal(0, await database.WriteAsync(StorageScope.Operator, c => c.ExecuteScalarAsync<int>("RESET fastchat.tenant; SELECT COUNT(*) FROM tenants"), Ct));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => database.WriteAsync(StorageScope.Operator, c => c.ExecuteAsync("ALTER TABLE tenants DISABLE ROW LEVEL SECURITY"), Ct));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => database.WriteAsync(StorageScope.Operator, c => c.ExecuteAsync("DELETE FROM schema_migrations"), Ct));
    }
}
