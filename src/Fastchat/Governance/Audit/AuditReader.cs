using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Tenants;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Governance.Audit;

/// <summary>Reads and verifies chains, for callers who may: a tenant its own, the operator a tenant's or that of his own acts.</summary>
public sealed class AuditReader(AuditStore store, AuditVerifier verifier, CheckpointSigner signer, TenantChoice tenants)
{
    private const int MostRecords = 10_000;
    private const int LongestFilter = 128;
    private const long LongestTime = 1_000_000_000_000;

    /// <summary>The key that this server's checkpoints are verified with.</summary>
    public CheckpointKey PublicKey => signer.PublicKey;

    /// <summary>The chain that a caller asks for.</summary>
    /// <exception cref="FastchatException">TENANT_NOT_FOUND.</exception>
    public async Task<AuditChain> ChainAsync(Caller caller, string tenantId, CancellationToken cancellationToken)
    {
        if (tenantId.Length == 0 || tenantId == caller.Tenant?.Value) return AuditChain.Of(caller.Tenant);
        if (caller.IsAdmin && tenantId == AuditChain.Operator.Name) return AuditChain.Operator;
        return AuditChain.Of(await tenants.ResolveAsync(caller, tenantId, cancellationToken));
    }

    /// <summary>A page of records, newest first.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public async Task<Page<AuditEntry>> ListAsync(AuditChain chain, ListAuditRecordsRequest request, int limit, long before, CancellationToken cancellationToken)
    {
        var rows = await store.FindAsync(
            new AuditQuery(chain, limit)
            {
                Before = before,
                From = Milliseconds(request.StartTime) ?? long.MinValue,
                To = Milliseconds(request.EndTime) ?? long.MaxValue,
                Actor = Filter("actor", request.Actor),
                Action = Filter("action", request.Action),
                Outcome = Filter("outcome", request.Outcome),
            },
            cancellationToken);
        return Page<AuditEntry>.Of(rows, limit);
    }

    /// <summary>Verifies a stretch of a chain.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public Task<ChainReport> VerifyAsync(AuditChain chain, long from, int limit, CancellationToken cancellationToken)
    {
        if (from < 1) throw FastchatException.InvalidValue("from_sequence", $"from_sequence must be 1 or more, but is {from}.");
        if (limit is < 1 or > MostRecords) throw FastchatException.InvalidValue("limit", $"limit must be 1 to {MostRecords}, but is {limit}.");
        return verifier.VerifyAsync(chain, from, limit, [signer.PublicKey], cancellationToken);
    }

    /// <summary>A page of checkpoints, newest first.</summary>
    public async Task<Page<SignedCheckpoint>> CheckpointsAsync(AuditChain chain, int limit, long before, CancellationToken cancellationToken)
    {
        var rows = await store.NewestCheckpointsAsync(chain, before, limit + 1, cancellationToken);
        return Page<SignedCheckpoint>.Of(rows, limit);
    }

    /// <summary>The first checkpoint at or after a record.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public async Task<SignedCheckpoint> CheckpointAsync(AuditChain chain, long sequence, CancellationToken cancellationToken)
    {
        if (sequence < 1) throw FastchatException.InvalidValue("sequence", $"sequence must be 1 or more, but is {sequence}.");
        return await store.CheckpointsAsync(chain, sequence, long.MaxValue, 1, cancellationToken) is [var first]
            ? first
            : throw FastchatException.InvalidValue("sequence", $"No checkpoint vouches for record {sequence} yet; they are signed every ten minutes and every 1000 records.");
    }

    // Whatever number a caller sends: one beyond all calendars is before or after every record.
    private static long? Milliseconds(Timestamp? time) => time is null ? null : (Math.Clamp(time.Seconds, -LongestTime, LongestTime) * 1000) + (time.Nanos / 1_000_000);

    private static string? Filter(string name, string value)
    {
        if (value.Length > LongestFilter || value.Any(char.IsControl)) throw FastchatException.InvalidValue(name, $"{name} must have at most {LongestFilter} characters, none of them a control character.");
        return value.Length > 0 ? value : null;
    }
}
