using Fastchat.Foundation;

namespace Fastchat.Governance.Audit;

/// <summary>Chains as tests write them.</summary>
internal static class AuditEntries
{
    public const long Now = 1_790_000_000_000;

    /// <summary>A record that differs from the next one in every field.</summary>
    public static AuditEntry Of(AuditChain chain, int number) => new()
    {
        Chain = chain,
        TraceId = $"trace-{number}",
        Actor = $"key_{number}",
        Role = number % 2 == 0 ? "owner" : "user",
        Action = $"fastchat.test.v1.Service/Method{number % 5}",
        Resources = $"file_id=file-{number}\nmodel=scripted",
        Outcome = number % 3 == 0 ? "permission_denied" : "ok",
        LatencyUs = 1000 + number,
        RequestHash = number % 4 == 0 ? null : [.. Enumerable.Repeat((byte)number, 32)],
        ResponseHash = number % 5 == 0 ? null : [.. Enumerable.Repeat((byte)(number + 1), 32)],
        InputTokens = number % 2 == 0 ? null : number,
        OutputTokens = number % 2 == 0 ? null : number + 1,
        CostNanos = number % 7 == 0 ? null : number,
        Policy = $"allow chat.write {number}",
        Facts = $"request_bytes={number}",
    };

    /// <summary>Writes a chain of some records.</summary>
    public static async Task<AuditChain> WriteAsync(this AuditStore store, int length, CheckpointSigner signer, int every = 1000)
    {
        var chain = AuditChain.Of(TenantId.New());
        foreach (var group in Enumerable.Range(1, length).Chunk(7))
            await store.AppendAsync(chain, [.. group.Select(i => Of(chain, i))], [], Now, signer, every);
        return chain;
    }
}
