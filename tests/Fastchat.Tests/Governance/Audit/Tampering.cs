using Dapper;
using Fastchat.Storage;

namespace Fastchat.Governance.Audit;

/// <summary>What somebody with the database's password may do to a chain.</summary>
internal sealed class Tampering(Database database, AuditChain chain)
{
    /// <summary>The columns of a record but its place.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "recorded_at", "trace_id", "actor", "role", "action", "resources", "outcome", "latency_us", "request_hash", "response_hash", "input_tokens", "output_tokens",
        "cost_nanos", "policy", "facts", "previous_hash", "hash",
    ];

    /// <summary>Changes one column of one record: numbers by one, text by a letter, hashes by a bit; what is absent comes to be.</summary>
    public Task EditAsync(long sequence, string column) => RunAsync(column switch
    {
        "recorded_at" or "latency_us" => $"UPDATE audit_records SET {column} = {column} + 1 WHERE tenant_id = @tenant AND sequence = @sequence",
        "input_tokens" or "output_tokens" or "cost_nanos" => $"UPDATE audit_records SET {column} = COALESCE({column}, 0) + 1 WHERE tenant_id = @tenant AND sequence = @sequence",
        "request_hash" or "response_hash" or "previous_hash" or "hash" => $"UPDATE audit_records SET {column} = @hash WHERE tenant_id = @tenant AND sequence = @sequence",
        _ => $"UPDATE audit_records SET {column} = {database.Sql.Pick($"{column} || 'x'", $"{column} || 'x'", $"{column} + 'x'")} WHERE tenant_id = @tenant AND sequence = @sequence",
    }, sequence);

    /// <summary>Deletes records.</summary>
    public Task DeleteAsync(long from, long to) => RunAsync("DELETE FROM audit_records WHERE tenant_id = @tenant AND sequence >= @sequence AND sequence <= @other", from, to);

    /// <summary>Gives all records from one on other numbers.</summary>
    public async Task ShiftAsync(long from, long by)
    {
        await RunAsync("UPDATE audit_records SET sequence = -(sequence + @other) WHERE tenant_id = @tenant AND sequence >= @sequence", from, by);
        await RunAsync("UPDATE audit_records SET sequence = -sequence WHERE tenant_id = @tenant AND sequence < 0");
    }

    /// <summary>Lets two records change places.</summary>
    public async Task SwapAsync(long one, long other)
    {
        await RunAsync("UPDATE audit_records SET sequence = -1 WHERE tenant_id = @tenant AND sequence = @sequence", one);
        await RunAsync("UPDATE audit_records SET sequence = @other WHERE tenant_id = @tenant AND sequence = @sequence", other, one);
        await RunAsync("UPDATE audit_records SET sequence = @sequence WHERE tenant_id = @tenant AND sequence = -1", other);
    }

    /// <summary>Writes a record as it is.</summary>
    public Task InsertAsync(AuditEntry e) => database.WriteAsync(StorageScope.Operator, c => c.ExecuteAsync(
        """
        INSERT INTO audit_records (tenant_id, sequence, recorded_at, trace_id, actor, role, action, resources, outcome, latency_us,
            request_hash, response_hash, input_tokens, output_tokens, cost_nanos, policy, facts, previous_hash, hash)
        VALUES (@tenant, @Sequence, @RecordedAt, @TraceId, @Actor, @Role, @Action, @Resources, @Outcome, @LatencyUs,
            @RequestHash, @ResponseHash, @InputTokens, @OutputTokens, @CostNanos, @Policy, @Facts, @PreviousHash, @Hash)
        """,
        new
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
        }));

    /// <summary>Makes the head say something else.</summary>
    public Task SetHeadAsync(long sequence, byte[] hash) => database.WriteAsync(StorageScope.Operator, c => c.ExecuteAsync(
        "UPDATE audit_heads SET sequence = @sequence, hash = @hash WHERE tenant_id = @tenant", new { tenant = chain.Name, sequence, hash }));

    /// <summary>Runs a statement on the chain.</summary>
    public Task RunAsync(string sql, long sequence = 0, long other = 0) => database.WriteAsync(
        StorageScope.Operator,
        c => c.ExecuteAsync(sql, new { tenant = chain.Name, sequence, other, hash = Enumerable.Repeat((byte)0x5a, 32).ToArray() }));

    /// <summary>Computes the chain anew from a record on, and moves the head, as one who knows how it is made can.</summary>
    public async Task RebuildAsync(AuditStore store, long from, Func<AuditEntry, AuditEntry> change)
    {
        var records = await store.ReadAsync(chain, 0, int.MaxValue, CancellationToken.None);
        var digest = new AuditDigest();
        var previous = from == 1 ? AuditDigest.Zero : records[(int)from - 2].Hash;
        foreach (var record in records.Skip((int)from - 1))
        {
            var changed = (record.Sequence == from ? change(record) : record) with { PreviousHash = previous };
            changed = changed with { Hash = previous = digest.Of(changed) };
            await DeleteAsync(record.Sequence, record.Sequence);
            await InsertAsync(changed);
        }

        await SetHeadAsync(records.Count, previous);
    }
}
