using Fastchat.Contracts.Admin.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Governance.Audit;

/// <summary>Records and checkpoints as the API shows them.</summary>
internal static class AuditShapes
{
    public static AuditRecord ToMessage(AuditEntry entry)
    {
        var record = new AuditRecord
        {
            TenantId = entry.Chain.Name,
            Sequence = entry.Sequence,
            Time = Time(entry.RecordedAt),
            TraceId = entry.TraceId,
            Actor = entry.Actor,
            Role = entry.Role,
            Action = entry.Action,
            Resources = { Facts(entry.Resources) },
            Outcome = entry.Outcome,
            LatencyUs = entry.LatencyUs,
            RequestHash = Hex(entry.RequestHash),
            ResponseHash = Hex(entry.ResponseHash),
            Policy = entry.Policy,
            Facts = { Facts(entry.Facts) },
            PreviousHash = Hex(entry.PreviousHash),
            Hash = Hex(entry.Hash),
        };
        if (entry.InputTokens is { } input) record.InputTokens = input;
        if (entry.OutputTokens is { } output) record.OutputTokens = output;
        if (entry.CostNanos is { } cost) record.CostNanos = cost;
        return record;
    }

    public static AuditCheckpoint ToMessage(SignedCheckpoint checkpoint) => new()
    {
        TenantId = checkpoint.Chain.Name,
        Sequence = checkpoint.Sequence,
        Hash = Hex(checkpoint.Hash),
        Time = Time(checkpoint.SignedAt),
        KeyId = checkpoint.KeyId,
        Signature = Convert.ToBase64String(checkpoint.Signature),
    };

    private static IEnumerable<AuditFact> Facts(string text) => AuditFacts.Read(text).Select(f => new AuditFact { Name = f.Name, Value = f.Value });

    private static string Hex(byte[]? bytes) => bytes is null ? "" : Convert.ToHexStringLower(bytes);

    // A record that somebody has edited may say anything, and is to be shown all the same.
    private static Timestamp Time(long milliseconds) => Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())));
}
