using System.Data.Common;
using Dapper;
using Fastchat.Storage;

namespace Fastchat.Governance.Audit;

/// <summary>
/// Chains of records. Whoever appends holds the lock of the chain's head from reading it to moving it, so that nodes never
/// continue the same record twice.
/// </summary>
public sealed class AuditStore(Database database)
{
    private const string Insert =
        """
        INSERT INTO audit_records (tenant_id, sequence, recorded_at, trace_id, actor, role, action, resources, outcome, latency_us,
            request_hash, response_hash, input_tokens, output_tokens, cost_nanos, policy, facts, previous_hash, hash)
        VALUES (@tenant, @Sequence, @RecordedAt, @TraceId, @Actor, @Role, @Action, @Resources, @Outcome, @LatencyUs,
            @RequestHash, @ResponseHash, @InputTokens, @OutputTokens, @CostNanos, @Policy, @Facts, @PreviousHash, @Hash)
        """;

    private readonly string _openHead = database.Sql.InsertNew("audit_heads", "tenant_id",
        ("tenant_id", "@tenant"), ("sequence", "0"), ("hash", "@zero"), ("signed_sequence", "0"), ("signed_at", "@now"));

    private readonly string _lockHead =
        $"SELECT {HeadColumns} FROM audit_heads{database.Sql.LockedTable} WHERE tenant_id = @tenant{database.Sql.ForUpdate}";

    private readonly string _addCheckpoint = database.Sql.InsertNew("audit_checkpoints", "tenant_id, sequence",
        ("tenant_id", "@tenant"), ("sequence", "@Sequence"), ("hash", "@Hash"), ("signed_at", "@SignedAt"), ("key_id", "@KeyId"), ("signature", "@Signature"));

    private readonly string _forgetIntents = $"DELETE FROM audit_intents WHERE tenant_id = @tenant AND {database.Sql.In("intent_id", "@intents")}";

    // A few rows to a statement: engines look parameters up one after another.
    private const int IntentsAtOnce = 8;

    // By the count of rows.
    private static readonly string[] Remember = [.. Enumerable.Range(0, IntentsAtOnce + 1).Select(count =>
        "INSERT INTO audit_intents (tenant_id, intent_id, node, begun_at, trace_id, actor, role, action, resources) VALUES "
        + string.Join(", ", Enumerable.Range(0, count).Select(i => $"(@tenant, @id{i}, @node{i}, @begun{i}, @trace{i}, @actor{i}, @role{i}, @action{i}, @resources{i})")))];

    private const string HeadColumns = "sequence AS Sequence, hash AS Hash, signed_sequence AS SignedSequence, signed_at AS SignedAt";

    private const string CheckpointColumns = "tenant_id AS Tenant, sequence AS Sequence, hash AS Hash, signed_at AS SignedAt, key_id AS KeyId, signature AS Signature";

    /// <summary>Remembers calls that begin.</summary>
    public Task BeginAsync(AuditChain chain, IReadOnlyList<AuditIntent> intents) => database.WriteAsync(
        chain.Scope,
        async connection =>
        {
            if (await IsErasedAsync(connection, chain)) return;
            foreach (var group in intents.Chunk(IntentsAtOnce)) await connection.ExecuteAsync(Remember[group.Length], Values(chain, group));
        });

    /// <summary>Continues a chain by some records, in their order, and forgets the calls that they are of.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="entries">The records, without place and hashes.</param>
    /// <param name="intents">What <see cref="BeginAsync"/> remembered of them.</param>
    /// <param name="now">The time of writing, in milliseconds since 1970 (UTC).</param>
    /// <param name="signer">Signs a checkpoint when one is due.</param>
    /// <param name="every">After how many records one is.</param>
    public Task AppendAsync(AuditChain chain, IReadOnlyList<AuditEntry> entries, IReadOnlyList<string> intents, long now, CheckpointSigner signer, int every) => database.WriteAsync(
        chain.Scope,
        async connection =>
        {
            if (await LockHeadAsync(connection, chain, now) is not { } head) return;
            if (intents.Count > 0) await connection.ExecuteAsync(_forgetIntents, new { tenant = chain.Name, intents = intents.ToArray() });
            await AppendAsync(connection, head, entries, now, signer, every);
        },
        CancellationToken.None);

    /// <summary>Makes a record of a call that was cut short, unless another node has just done so.</summary>
    public Task RecoverAsync(AuditIntent intent, AuditEntry entry, long now, CheckpointSigner signer, int every) => database.WriteAsync(
        entry.Chain.Scope,
        async connection =>
        {
            if (await LockHeadAsync(connection, entry.Chain, now) is not { } head) return;
            if (await connection.ExecuteAsync(_forgetIntents, new { tenant = entry.Chain.Name, intents = new[] { intent.Id } }) == 1)
                await AppendAsync(connection, head, [entry], now, signer, every);
        },
        CancellationToken.None);

    /// <summary>Signs where a chain is; null when nothing has come since the newest checkpoint.</summary>
    public Task<SignedCheckpoint?> SignAsync(AuditChain chain, long now, CheckpointSigner signer, CancellationToken cancellationToken) => database.WriteAsync(
        chain.Scope,
        async connection =>
        {
            if (await LockHeadAsync(connection, chain, now) is not { } head || head.Sequence == head.SignedSequence) return null;
            await MoveHeadAsync(connection, chain, await SignAsync(connection, chain, head, now, signer));
            return await CheckpointAsync(connection, chain, head.Sequence);
        },
        cancellationToken);

    /// <summary>Where a chain is; null for one that never had a record.</summary>
    public Task<AuditHead?> HeadAsync(AuditChain chain, CancellationToken cancellationToken) => database.ReadAsync(
        chain.Scope,
        connection => connection.QuerySingleOrDefaultAsync<AuditHead?>($"SELECT {HeadColumns} FROM audit_heads WHERE tenant_id = @tenant", new { tenant = chain.Name }),
        cancellationToken);

    /// <summary>Where a chain is, and its first record beyond that: there is to be none, and one state of the database tells both.</summary>
    public Task<(AuditHead? Head, long? Beyond)> EndAsync(AuditChain chain, CancellationToken cancellationToken) => database.ReadAsync(
        chain.Scope,
        async connection =>
        {
            var head = await connection.QuerySingleOrDefaultAsync<AuditHead?>($"SELECT {HeadColumns} FROM audit_heads WHERE tenant_id = @tenant", new { tenant = chain.Name });
            var beyond = await connection.ExecuteScalarAsync<long?>(
                "SELECT MIN(sequence) FROM audit_records WHERE tenant_id = @tenant AND sequence > @head", new { tenant = chain.Name, head = head?.Sequence ?? 0 });
            return (head, beyond);
        },
        cancellationToken);

    /// <summary>All chains that have left a trace: records, a head or a checkpoint.</summary>
    public Task<IReadOnlyList<AuditChain>> ChainsAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<AuditChain>>(
        StorageScope.Operator,
        async connection => [.. (await connection.QueryAsync<string>(
            "SELECT tenant_id FROM audit_heads UNION SELECT tenant_id FROM audit_checkpoints UNION SELECT tenant_id FROM audit_records ORDER BY tenant_id")).Select(name => new AuditChain(name))],
        cancellationToken);

    /// <summary>The chains whose newest records wait for a checkpoint since before a time.</summary>
    public Task<IReadOnlyList<AuditChain>> UnsignedAsync(long before, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<AuditChain>>(
        StorageScope.Operator,
        async connection => [.. (await connection.QueryAsync<string>(
            "SELECT tenant_id FROM audit_heads WHERE sequence > signed_sequence AND signed_at <= @before ORDER BY tenant_id", new { before })).Select(name => new AuditChain(name))],
        cancellationToken);

    /// <summary>The records of a chain after a place, in order, a page of them.</summary>
    public Task<List<AuditEntry>> ReadAsync(AuditChain chain, long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        chain.Scope,
        async connection =>
        {
            await using var reader = await connection.ExecuteReaderAsync(
                $"SELECT {AuditRows.Columns} FROM audit_records WHERE tenant_id = @tenant AND sequence > @after ORDER BY sequence {database.Sql.Limit("@limit")}",
                new { tenant = chain.Name, after, limit });
            var rows = new List<AuditEntry>(Math.Min(limit, 4096));
            while (await reader.ReadAsync(CancellationToken.None)) rows.Add(AuditRows.Read(reader, chain));
            return rows;
        },
        cancellationToken);

    /// <summary>The newest records that a query asks for, newest first; one more than its limit says that there are others.</summary>
    public Task<List<AuditEntry>> FindAsync(AuditQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        query.Chain.Scope,
        async connection =>
        {
            await using var reader = await connection.ExecuteReaderAsync(
                $"""
                SELECT {AuditRows.Columns} FROM audit_records
                WHERE tenant_id = @tenant AND sequence < @before AND recorded_at >= @from AND recorded_at < @to
                  AND (@actor IS NULL OR actor = @actor) AND (@action IS NULL OR action = @action) AND (@outcome IS NULL OR outcome = @outcome)
                ORDER BY sequence DESC {database.Sql.Limit("@take")}
                """,
                new { tenant = query.Chain.Name, before = query.Before, from = query.From, to = query.To, actor = query.Actor, action = query.Action, outcome = query.Outcome, take = query.Limit + 1 });
            var rows = new List<AuditEntry>(query.Limit + 1);
            while (await reader.ReadAsync(CancellationToken.None)) rows.Add(AuditRows.Read(reader, query.Chain));
            return rows;
        },
        cancellationToken);

    /// <summary>A chain's checkpoints between two places, both included, in order, a page of them.</summary>
    public Task<IReadOnlyList<SignedCheckpoint>> CheckpointsAsync(AuditChain chain, long from, long to, int limit, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<SignedCheckpoint>>(
        chain.Scope,
        async connection => [.. (await connection.QueryAsync<CheckpointRow>(
            $"SELECT {CheckpointColumns} FROM audit_checkpoints WHERE tenant_id = @tenant AND sequence >= @from AND sequence <= @to ORDER BY sequence {database.Sql.Limit("@limit")}",
            new { tenant = chain.Name, from, to, limit })).Select(Map)],
        cancellationToken);

    /// <summary>A page of a chain's checkpoints before a place, newest first.</summary>
    public Task<IReadOnlyList<SignedCheckpoint>> NewestCheckpointsAsync(AuditChain chain, long before, int limit, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<SignedCheckpoint>>(
        chain.Scope,
        async connection => [.. (await connection.QueryAsync<CheckpointRow>(
            $"SELECT {CheckpointColumns} FROM audit_checkpoints WHERE tenant_id = @tenant AND sequence < @before ORDER BY sequence DESC {database.Sql.Limit("@limit")}",
            new { tenant = chain.Name, before, limit })).Select(Map)],
        cancellationToken);

    /// <summary>The calls that a node left behind, or that any node began before a time.</summary>
    public Task<IReadOnlyList<AuditIntent>> AbandonedAsync(string node, long before, int limit, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<AuditIntent>>(
        StorageScope.Operator,
        async connection => [.. (await connection.QueryAsync<IntentRow>(
            $"""
            SELECT tenant_id AS Tenant, intent_id AS Id, node AS Node, begun_at AS BegunAt, trace_id AS TraceId, actor AS Actor, role AS Role, action AS Action, resources AS Resources
            FROM audit_intents WHERE node = @node OR begun_at < @before ORDER BY begun_at, intent_id {database.Sql.Limit("@limit")}
            """,
            new { node, before, limit })).Select(Map)],
        cancellationToken);

    // Null for a chain that was erased: a call of the tenant's that was under way then must not begin it anew.
    private async Task<AuditHead?> LockHeadAsync(DbConnection connection, AuditChain chain, long now)
    {
        var place = new { tenant = chain.Name, zero = AuditDigest.Zero, now };
        if (await connection.QuerySingleOrDefaultAsync<AuditHead?>(_lockHead, place) is { } head) return head;
        if (await IsErasedAsync(connection, chain)) return null;
        await connection.ExecuteAsync(_openHead, place);
        return await connection.QuerySingleAsync<AuditHead>(_lockHead, place);
    }

    private static async Task<bool> IsErasedAsync(DbConnection connection, AuditChain chain) =>
        await connection.ExecuteScalarAsync<int?>("SELECT 1 FROM erasures WHERE tenant_id = @tenant AND kind = 'tenant'", new { tenant = chain.Name }) is not null;

    private static DynamicParameters Values(AuditChain chain, AuditIntent[] intents)
    {
        var values = new DynamicParameters();
        values.Add("tenant", chain.Name);
        for (var i = 0; i < intents.Length; i++)
        {
            var (id, node, entry) = intents[i];
            values.Add($"id{i}", id);
            values.Add($"node{i}", node);
            values.Add($"begun{i}", entry.RecordedAt);
            values.Add($"trace{i}", entry.TraceId);
            values.Add($"actor{i}", entry.Actor);
            values.Add($"role{i}", entry.Role);
            values.Add($"action{i}", entry.Action);
            values.Add($"resources{i}", entry.Resources);
        }

        return values;
    }

    private async Task AppendAsync(DbConnection connection, AuditHead head, IReadOnlyList<AuditEntry> entries, long now, CheckpointSigner signer, int every)
    {
        var chain = entries[0].Chain;
        var placed = Place(entries, head, now);
        await connection.ExecuteAsync(Insert, placed.Select(e => Row(chain, e)));
        head = head with { Sequence = placed[^1].Sequence, Hash = placed[^1].Hash };
        if (head.Sequence - head.SignedSequence >= every) head = await SignAsync(connection, chain, head, now, signer);
        await MoveHeadAsync(connection, chain, head);
    }

    private static List<AuditEntry> Place(IReadOnlyList<AuditEntry> entries, AuditHead head, long now)
    {
        var digest = new AuditDigest();
        var placed = new List<AuditEntry>(entries.Count);
        var (sequence, previous) = (head.Sequence, head.Hash);
        foreach (var entry in entries)
        {
            var next = entry with { Sequence = ++sequence, RecordedAt = now, PreviousHash = previous };
            placed.Add(next with { Hash = previous = digest.Of(next) });
        }

        return placed;
    }

    private async Task<AuditHead> SignAsync(DbConnection connection, AuditChain chain, AuditHead head, long now, CheckpointSigner signer)
    {
        var checkpoint = signer.Sign(chain, head.Sequence, head.Hash, now);
        await connection.ExecuteAsync(_addCheckpoint,
            new { tenant = chain.Name, checkpoint.Sequence, checkpoint.Hash, checkpoint.SignedAt, checkpoint.KeyId, checkpoint.Signature });
        return head with { SignedSequence = head.Sequence, SignedAt = now };
    }

    private static Task MoveHeadAsync(DbConnection connection, AuditChain chain, AuditHead head) => connection.ExecuteAsync(
        "UPDATE audit_heads SET sequence = @Sequence, hash = @Hash, signed_sequence = @SignedSequence, signed_at = @SignedAt WHERE tenant_id = @tenant",
        new { tenant = chain.Name, head.Sequence, head.Hash, head.SignedSequence, head.SignedAt });

    private static async Task<SignedCheckpoint> CheckpointAsync(DbConnection connection, AuditChain chain, long sequence) => Map(await connection.QuerySingleAsync<CheckpointRow>(
        $"SELECT {CheckpointColumns} FROM audit_checkpoints WHERE tenant_id = @tenant AND sequence = @sequence", new { tenant = chain.Name, sequence }));

    private static object Row(AuditChain chain, AuditEntry e) => new
    {
        tenant = chain.Name,
        e.Sequence,
        e.RecordedAt,
        e.TraceId,
        e.Actor,
        e.Role,
        e.Action,
        e.Resources,
        e.Outcome,
        e.LatencyUs,
        e.RequestHash,
        e.ResponseHash,
        e.InputTokens,
        e.OutputTokens,
        e.CostNanos,
        e.Policy,
        e.Facts,
        e.PreviousHash,
        e.Hash,
    };

    private static SignedCheckpoint Map(CheckpointRow row) => new(new AuditChain(row.Tenant), row.Sequence, row.Hash, row.SignedAt, row.KeyId, row.Signature);

    private static AuditIntent Map(IntentRow row) => new(row.Id, row.Node, new AuditEntry
    {
        Chain = new AuditChain(row.Tenant),
        RecordedAt = row.BegunAt,
        TraceId = row.TraceId,
        Actor = row.Actor,
        Role = row.Role,
        Action = row.Action,
        Resources = row.Resources,
    });

    private sealed record CheckpointRow(string Tenant, long Sequence, byte[] Hash, long SignedAt, string KeyId, byte[] Signature);

    private sealed record IntentRow(string Tenant, string Id, string Node, long BegunAt, string TraceId, string Actor, string Role, string Action, string Resources);
}
