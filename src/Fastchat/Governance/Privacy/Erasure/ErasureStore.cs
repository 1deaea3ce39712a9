using System.Data.Common;
using System.Text.Json;
using Dapper;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.Storage;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>Erasures and what their nodes have confirmed. One node at a time works on an erasure; steps that two do at once harm nothing.</summary>
public sealed class ErasureStore(Database database, TimeProvider clock)
{
    private const string Topic = "erasures";
    private const string Columns =
        """
        tenant_id AS Tenant, erasure_id AS Id, kind AS Kind, user_id AS UserId, subject_hash AS SubjectHash, ordered_by AS OrderedBy, step AS Step, state AS State,
        problem AS Problem, begun_at AS BegunAt, ended_at AS EndedAt
        """;

    private const string OfTenant = "tenant_id = @tenant AND kind = 'tenant'";

    private readonly string _addNode = database.Sql.InsertNew("erasure_nodes", "tenant_id, erasure_id, node",
        ("tenant_id", "@tenant"), ("erasure_id", "@id"), ("node", "@node"), ("found", "0"));

    /// <summary>Tells whose erasure has begun or gone on, on this node or another; null when anybody's may have.</summary>
    public IDisposable Watch(Action<TenantId?> changed) => database.Changes.Subscribe(Topic, key => changed(key is null ? null : new TenantId(key)));

    /// <summary>
    /// Notes an erasure with the nodes that may have bytes of the tenant. A tenant's is begun once, and suspends it; what is there
    /// already is given back. Null when there is no such tenant.
    /// </summary>
    /// <param name="erasure">The erasure.</param>
    /// <param name="node">This node.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    public Task<ErasureRecord?> BeginAsync(ErasureRecord erasure, string node, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection =>
        {
            var key = new { tenant = erasure.Tenant.Value };
            if (await connection.ExecuteScalarAsync<int?>($"SELECT 1 FROM tenants{database.Sql.LockedTable} WHERE tenant_id = @tenant{database.Sql.ForUpdate}", key) is null) return null;
            if (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM erasures WHERE {OfTenant}", key) is { } begun) return await MapAsync(connection, begun);
            await InsertAsync(connection, erasure);
            if (erasure.Kind == ErasureKind.Tenant) await TenantStore.SuspendAsync(connection, erasure.Tenant);
            var nodes = await connection.QueryAsync<string>("SELECT DISTINCT node FROM tenant_key_holders WHERE tenant_id = @tenant", key);
            foreach (var each in nodes.Append(node).Distinct()) await connection.ExecuteAsync(_addNode, new { tenant = erasure.Tenant.Value, id = erasure.Id, node = each });
            return await FindAsync(connection, erasure.Tenant, erasure.Id);
        },
        cancellationToken,
        new Change(Topic, erasure.Tenant.Value));

    /// <summary>An erasure; null when there is none of that id.</summary>
    public Task<ErasureRecord?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken) =>
        database.ReadAsync(tenant, connection => FindAsync(connection, tenant, id), cancellationToken);

    /// <summary>The erasure of a tenant itself; null when it is not being erased.</summary>
    public Task<ErasureRecord?> FindOfTenantAsync(TenantId tenant, CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        async connection => await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM erasures WHERE {OfTenant}", new { tenant = tenant.Value }) is { } row
            ? await MapAsync(connection, row)
            : null,
        cancellationToken);

    /// <summary>A page of erasures, newest first.</summary>
    /// <param name="tenant">Whose; null for all.</param>
    /// <param name="limit">How many.</param>
    /// <param name="before">The last one of the page before, as its time and id; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Page<ErasureRecord>> ListAsync(TenantId? tenant, int limit, (long BegunAt, string Id)? before, CancellationToken cancellationToken) => database.ReadAsync(
        tenant is { } one ? one : StorageScope.Operator,
        async connection =>
        {
            var rows = (await connection.QueryAsync<Row>(
                $"""
                SELECT {Columns} FROM erasures
                WHERE (@tenant IS NULL OR tenant_id = @tenant) AND (begun_at < @begun OR (begun_at = @begun AND erasure_id < @id))
                ORDER BY begun_at DESC, erasure_id DESC {database.Sql.Limit("@take")}
                """,
                new { tenant = tenant?.Value, begun = before?.BegunAt ?? long.MaxValue, id = before?.Id ?? "", take = limit + 1 })).AsList();
            var records = new List<ErasureRecord>();
            foreach (var row in rows.Take(limit)) records.Add(await MapAsync(connection, row));
            return new Page<ErasureRecord>(records, rows.Count > limit);
        },
        cancellationToken);

    /// <summary>Takes an erasure that is due for a while; null when there is none.</summary>
    public Task<ErasureRecord?> LeaseAsync(string owner, TimeSpan lease, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection =>
        {
            var row = await connection.QueryFirstOrDefaultAsync<Row>(
                $"""
                SELECT {Columns} FROM erasures{database.Sql.LockedTable}
                WHERE step <> '{ErasureStep.Done}' AND run_after <= @now AND (owner IS NULL OR lease_until < @now)
                ORDER BY run_after, erasure_id {database.Sql.Limit("@one")}{database.Sql.ForUpdate}
                """,
                new { now = Now, one = 1 });
            if (row is null) return null;
            await connection.ExecuteAsync(
                "UPDATE erasures SET owner = @owner, lease_until = @until WHERE tenant_id = @tenant AND erasure_id = @id",
                new { tenant = row.Tenant, id = row.Id, owner, until = Now + (long)lease.TotalMilliseconds });
            return await MapAsync(connection, row);
        },
        cancellationToken);

    /// <summary>Notes how far an erasure is, and lets others have it; nothing when somebody else has taken it meanwhile.</summary>
    /// <param name="erasure">What is known now.</param>
    /// <param name="owner">Who has taken it.</param>
    /// <param name="after">When it is to go on; at once when another node has confirmed meanwhile.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    public Task SaveAsync(ErasureRecord erasure, string owner, TimeSpan after, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        connection => connection.ExecuteAsync(
            """
            UPDATE erasures SET step = @Step, state = @state, problem = @Problem, user_id = @User, ended_at = @ended, owner = NULL, lease_until = 0,
                run_after = CASE WHEN @confirmed = (
                    SELECT COUNT(*) FROM erasure_nodes n WHERE n.tenant_id = erasures.tenant_id AND n.erasure_id = erasures.erasure_id AND n.confirmed_at IS NOT NULL)
                    THEN @after ELSE @now END
            WHERE tenant_id = @tenant AND erasure_id = @Id AND owner = @owner
            """,
            new
            {
                tenant = erasure.Tenant.Value,
                erasure.Id,
                erasure.Step,
                erasure.Problem,
                erasure.User,
                state = Write(erasure.State),
                ended = erasure.EndedAt?.ToUnixTimeMilliseconds(),
                owner,
                confirmed = erasure.Nodes.Count(n => n.ConfirmedAt is not null),
                now = Now,
                after = Now + (long)after.TotalMilliseconds,
            }),
        cancellationToken,
        new Change(Topic, erasure.Tenant.Value));

    /// <summary>The erasures that a node has not confirmed, and those that began after a time: something may have come late.</summary>
    public Task<IReadOnlyList<ErasureRecord>> ListForNodeAsync(string node, DateTimeOffset begunAfter, CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        async connection =>
        {
            var rows = (await connection.QueryAsync<Row>(
                $"""
                SELECT {Columns} FROM erasures WHERE step NOT IN ('{ErasureStep.Count}', '{ErasureStep.DestroyKey}') AND (begun_at > @after OR NOT EXISTS (
                    SELECT 1 FROM erasure_nodes n
                    WHERE n.tenant_id = erasures.tenant_id AND n.erasure_id = erasures.erasure_id AND n.node = @node AND n.confirmed_at IS NOT NULL))
                ORDER BY begun_at
                """,
                new { node, after = begunAfter.ToUnixTimeMilliseconds() })).AsList();
            var records = new List<ErasureRecord>();
            foreach (var row in rows) records.Add(await MapAsync(connection, row));
            return (IReadOnlyList<ErasureRecord>)records;
        },
        cancellationToken);

    /// <summary>Notes that a node's folder holds nothing any more; the certificate is then written anew.</summary>
    public Task ConfirmAsync(ErasureRecord erasure, string node, long found, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection =>
        {
            var row = new { tenant = erasure.Tenant.Value, id = erasure.Id, node, found, now = Now };
            await connection.ExecuteAsync(_addNode, row);
            await connection.ExecuteAsync(
                "UPDATE erasure_nodes SET found = @found, confirmed_at = @now WHERE tenant_id = @tenant AND erasure_id = @id AND node = @node AND confirmed_at IS NULL", row);
            await connection.ExecuteAsync("UPDATE erasures SET run_after = @now WHERE tenant_id = @tenant AND erasure_id = @id", row);
        },
        cancellationToken,
        new Change(Topic, erasure.Tenant.Value));

    /// <summary>Removes the erasures of a tenant's users, when the tenant goes.</summary>
    public Task EraseOfUsersAsync(TenantId tenant, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection =>
        {
            var key = new { tenant = tenant.Value };
            await connection.ExecuteAsync(
                "DELETE FROM erasure_nodes WHERE tenant_id = @tenant AND erasure_id IN (SELECT erasure_id FROM erasures WHERE tenant_id = @tenant AND kind = 'user')", key);
            await connection.ExecuteAsync("DELETE FROM erasures WHERE tenant_id = @tenant AND kind = 'user'", key);
        },
        cancellationToken);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static Task InsertAsync(DbConnection connection, ErasureRecord erasure) => connection.ExecuteAsync(
        """
        INSERT INTO erasures (tenant_id, erasure_id, kind, user_id, subject_hash, ordered_by, step, state, problem, begun_at, lease_until, run_after)
        VALUES (@tenant, @Id, @kind, @User, @SubjectHash, @OrderedBy, @Step, @state, '', @begun, 0, 0)
        """,
        new
        {
            tenant = erasure.Tenant.Value,
            erasure.Id,
            kind = erasure.Kind.ToString().ToLowerInvariant(),
            erasure.User,
            erasure.SubjectHash,
            erasure.OrderedBy,
            erasure.Step,
            state = Write(erasure.State),
            begun = erasure.BegunAt.ToUnixTimeMilliseconds(),
        });

    private static async Task<ErasureRecord?> FindAsync(DbConnection connection, TenantId tenant, string id) =>
        await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM erasures WHERE tenant_id = @tenant AND erasure_id = @id", new { tenant = tenant.Value, id }) is { } row
            ? await MapAsync(connection, row)
            : null;

    private static async Task<ErasureRecord> MapAsync(DbConnection connection, Row row)
    {
        var nodes = await connection.QueryAsync<NodeRow>(
            "SELECT node AS Node, found AS Found, confirmed_at AS ConfirmedAt FROM erasure_nodes WHERE tenant_id = @Tenant AND erasure_id = @Id ORDER BY node", new { row.Tenant, row.Id });
        return new ErasureRecord
        {
            Tenant = new TenantId(row.Tenant),
            Id = row.Id,
            Kind = Enum.Parse<ErasureKind>(row.Kind, ignoreCase: true),
            User = row.UserId,
            SubjectHash = row.SubjectHash,
            OrderedBy = row.OrderedBy,
            Step = row.Step,
            State = JsonSerializer.Deserialize<ErasureState>(row.State)!,
            Problem = row.Problem,
            BegunAt = DateTimeOffset.FromUnixTimeMilliseconds(row.BegunAt),
            EndedAt = Time(row.EndedAt),
            Nodes = [.. nodes.Select(n => new ErasureNodeRecord(n.Node, n.Found, Time(n.ConfirmedAt)))],
        };
    }

    private static byte[] Write(ErasureState state) => JsonSerializer.SerializeToUtf8Bytes(state);

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } some ? DateTimeOffset.FromUnixTimeMilliseconds(some) : null;

    private sealed record Row(
        string Tenant, string Id, string Kind, string UserId, string SubjectHash, string OrderedBy, string Step, byte[] State, string Problem, long BegunAt, long? EndedAt);

    private sealed record NodeRow(string Node, long Found, long? ConfirmedAt);
}
