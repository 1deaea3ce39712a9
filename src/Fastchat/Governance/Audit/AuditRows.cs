using System.Data.Common;

namespace Fastchat.Governance.Audit;

/// <summary>Rows of records, column by column: verifying reads millions, and a mapper by name would cost more than the hash.</summary>
internal static class AuditRows
{
    /// <summary>The columns in the order in which they are read.</summary>
    public const string Columns =
        "sequence, recorded_at, trace_id, actor, role, action, resources, outcome, latency_us, request_hash, response_hash, input_tokens, output_tokens, cost_nanos, policy, facts, previous_hash, hash";

    public static AuditEntry Read(DbDataReader row, AuditChain chain) => new()
    {
        Chain = chain,
        Sequence = row.GetInt64(0),
        RecordedAt = row.GetInt64(1),
        TraceId = row.GetString(2),
        Actor = row.GetString(3),
        Role = row.GetString(4),
        Action = row.GetString(5),
        Resources = row.GetString(6),
        Outcome = row.GetString(7),
        LatencyUs = row.GetInt64(8),
        RequestHash = Bytes(row, 9),
        ResponseHash = Bytes(row, 10),
        InputTokens = Number(row, 11),
        OutputTokens = Number(row, 12),
        CostNanos = Number(row, 13),
        Policy = row.GetString(14),
        Facts = row.GetString(15),
        PreviousHash = row.GetFieldValue<byte[]>(16),
        Hash = row.GetFieldValue<byte[]>(17),
    };

    private static long? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static byte[]? Bytes(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);
}
