using System.Data.Common;
using Dapper;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Storage;
using Google.Protobuf;

namespace Fastchat.Governance.Policies;

/// <summary>The rules of tenants, and what holds when none matches.</summary>
public sealed class PolicyStore(Database database, TimeProvider clock)
{
    /// <summary>How many rules a tenant may have.</summary>
    public const int Most = 1000;

    private const string Topic = "policies";
    private const string Select = "SELECT rule_id AS Id, spec AS Spec, created_at AS CreatedAt, updated_at AS UpdatedAt FROM policy_rules";
    private const string ByDefault = "SELECT effect FROM policy_defaults WHERE tenant_id = @tenant";

    private readonly string _setDefault = database.Sql.InsertNew("policy_defaults", "tenant_id", ("tenant_id", "@tenant"), ("effect", "@effect"));

    /// <summary>Tells whose rules have changed, on this node or another; null when anybody's may have.</summary>
    public IDisposable Watch(Action<TenantId?> changed) => database.Changes.Subscribe(Topic, key => changed(key is null ? null : new TenantId(key)));

    /// <summary>Adds a rule. Null when the tenant has as many as it may have.</summary>
    public Task<PolicyRuleRecord?> AddAsync(TenantId tenant, PolicyRuleSpec spec, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM policy_rules WHERE tenant_id = @tenant", new { tenant = tenant.Value }) >= Most) return null;
            var id = Ids.New(Ids.PolicyRule, tenant, clock);
            await connection.ExecuteAsync(
                "INSERT INTO policy_rules (tenant_id, rule_id, spec, created_at, updated_at) VALUES (@tenant, @id, @spec, @now, @now)",
                new { tenant = tenant.Value, id, spec = spec.ToByteArray(), now = Now });
            return await FindAsync(connection, tenant, id);
        },
        cancellationToken,
        new Change(Topic, tenant.Value));

    /// <summary>Replaces a rule; null when there is no such rule.</summary>
    public Task<PolicyRuleRecord?> ReplaceAsync(TenantId tenant, string id, PolicyRuleSpec spec, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            await connection.ExecuteAsync(
                "UPDATE policy_rules SET spec = @spec, updated_at = @now WHERE tenant_id = @tenant AND rule_id = @id",
                new { tenant = tenant.Value, id, spec = spec.ToByteArray(), now = Now });
            return await FindAsync(connection, tenant, id);
        },
        cancellationToken,
        new Change(Topic, tenant.Value));

    /// <summary>Deletes a rule; false when there is no such rule.</summary>
    public Task<bool> DeleteAsync(TenantId tenant, string id, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync("DELETE FROM policy_rules WHERE tenant_id = @tenant AND rule_id = @id", new { tenant = tenant.Value, id }) == 1,
        cancellationToken,
        new Change(Topic, tenant.Value));

    /// <summary>Reads a rule.</summary>
    public Task<PolicyRuleRecord?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken) =>
        database.ReadAsync(tenant, connection => FindAsync(connection, tenant, id), cancellationToken);

    /// <summary>A page of rules, and what holds when none matches.</summary>
    public Task<(Page<PolicyRuleRecord> Page, PolicyEffect ByDefault)> ListAsync(TenantId tenant, PageQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection =>
        {
            var pages = IdPages.For(database.Sql, "rule_id", query);
            var rows = (await connection.QueryAsync<Row>($"{Select} WHERE tenant_id = @tenant {pages.Where} {pages.OrderAndLimit}", pages.With(new { tenant = tenant.Value }))).ToList();
            return (pages.Page(rows, Map), Effect(await connection.QuerySingleOrDefaultAsync<string>(ByDefault, new { tenant = tenant.Value })));
        },
        cancellationToken);

    /// <summary>All rules, and what holds when none matches.</summary>
    public Task<(IReadOnlyList<PolicyRuleRecord> Rules, PolicyEffect ByDefault)> AllAsync(TenantId tenant, CancellationToken cancellationToken) =>
        database.ReadAsync<(IReadOnlyList<PolicyRuleRecord>, PolicyEffect)>(
            tenant,
            async connection =>
            {
                var rows = await connection.QueryAsync<Row>($"{Select} WHERE tenant_id = @tenant", new { tenant = tenant.Value });
                return ([.. rows.Select(Map)], Effect(await connection.QuerySingleOrDefaultAsync<string>(ByDefault, new { tenant = tenant.Value })));
            },
            cancellationToken);

    /// <summary>Says what holds when no rule matches.</summary>
    public Task SetDefaultAsync(TenantId tenant, PolicyEffect effect, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            var row = new { tenant = tenant.Value, effect = effect.ToString().ToLowerInvariant() };
            if (await connection.ExecuteAsync("UPDATE policy_defaults SET effect = @effect WHERE tenant_id = @tenant", row) == 0) await connection.ExecuteAsync(_setDefault, row);
        },
        cancellationToken,
        new Change(Topic, tenant.Value));

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static async Task<PolicyRuleRecord?> FindAsync(DbConnection connection, TenantId tenant, string id) =>
        await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE tenant_id = @tenant AND rule_id = @id", new { tenant = tenant.Value, id }) is { } row ? Map(row) : null;

    private static PolicyEffect Effect(string? stored) => stored is null ? PolicyEffect.Allow : Enum.Parse<PolicyEffect>(stored, ignoreCase: true);

    private static PolicyRuleRecord Map(Row row) =>
        new(row.Id, PolicyRuleSpec.Parser.ParseFrom(row.Spec), DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt));

    private sealed record Row(string Id, byte[] Spec, long CreatedAt, long UpdatedAt);
}
