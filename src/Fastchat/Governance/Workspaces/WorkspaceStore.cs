using System.Data.Common;
using Dapper;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Workspaces;

/// <summary>The workspaces of tenants.</summary>
public sealed class WorkspaceStore(Database database, TimeProvider clock)
{
    /// <summary>How many a tenant may have.</summary>
    public const int Most = 10_000;

    private const string Select = "SELECT workspace_id AS Id, name AS Name, created_at AS CreatedAt, archived_at AS ArchivedAt FROM workspaces";

    /// <summary>Adds a workspace. Null when the tenant has as many as it may have.</summary>
    public Task<WorkspaceRecord?> AddAsync(TenantId tenant, string name, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM workspaces WHERE tenant_id = @tenant", new { tenant = tenant.Value }) >= Most) return null;
            var id = Ids.New(Ids.Workspace, tenant, clock);
            await connection.ExecuteAsync(
                "INSERT INTO workspaces (tenant_id, workspace_id, name, created_at) VALUES (@tenant, @id, @name, @now)", new { tenant = tenant.Value, id, name, now = Now });
            return await FindAsync(connection, tenant, id);
        },
        cancellationToken);

    /// <summary>Reads a workspace.</summary>
    public Task<WorkspaceRecord?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken) =>
        database.ReadAsync(tenant, connection => FindAsync(connection, tenant, id), cancellationToken);

    /// <summary>A page of workspaces.</summary>
    public Task<Page<WorkspaceRecord>> ListAsync(TenantId tenant, PageQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection =>
        {
            var pages = IdPages.For(database.Sql, "workspace_id", query);
            var rows = (await connection.QueryAsync<Row>($"{Select} WHERE tenant_id = @tenant {pages.Where} {pages.OrderAndLimit}", pages.With(new { tenant = tenant.Value }))).ToList();
            return pages.Page(rows, Map);
        },
        cancellationToken);

    /// <summary>Renames, archives or restores a workspace; null for what stays. Null when there is none.</summary>
    public Task<WorkspaceRecord?> UpdateAsync(TenantId tenant, string id, string? name, bool? archived, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            var row = new { tenant = tenant.Value, id, name, now = Now };
            if (name is not null) await connection.ExecuteAsync("UPDATE workspaces SET name = @name WHERE tenant_id = @tenant AND workspace_id = @id", row);
            if (archived == true) await connection.ExecuteAsync("UPDATE workspaces SET archived_at = @now WHERE tenant_id = @tenant AND workspace_id = @id AND archived_at IS NULL", row);
            if (archived == false) await connection.ExecuteAsync("UPDATE workspaces SET archived_at = NULL WHERE tenant_id = @tenant AND workspace_id = @id", row);
            return await FindAsync(connection, tenant, id);
        },
        cancellationToken);

    /// <summary>What is said of a workspace that is not there.</summary>
    public static FastchatException NotFound(string id) => new(ErrorReason.WorkspaceNotFound, $"There is no workspace '{id}'.", "workspace_id");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static async Task<WorkspaceRecord?> FindAsync(DbConnection connection, TenantId tenant, string id) =>
        await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE tenant_id = @tenant AND workspace_id = @id", new { tenant = tenant.Value, id }) is { } row ? Map(row) : null;

    private static WorkspaceRecord Map(Row row) => new(
        row.Id, row.Name, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), row.ArchivedAt is { } archived ? DateTimeOffset.FromUnixTimeMilliseconds(archived) : null);

    private sealed record Row(string Id, string Name, long CreatedAt, long? ArchivedAt);
}
