using Fastchat.Foundation;
using Fastchat.Governance.Privacy.Erasure;

namespace Fastchat.ModelGateway.Caching;

/// <summary>Erasures reach what this node remembers of a tenant. Nothing says whose words a hash stands for: with a user's files goes everything.</summary>
internal sealed class CacheErasure(EmbeddingCache? embeddings = null, ResponseCache? answers = null) : ILocalErasable
{
    /// <inheritdoc />
    public Task<long> CountAsync(TenantId tenant, CancellationToken cancellationToken) => Task.FromResult((embeddings?.Count(tenant) ?? 0) + (answers?.Count(tenant) ?? 0));

    /// <inheritdoc />
    public Task EraseAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        embeddings?.Forget(tenant);
        answers?.Forget(tenant);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<long> EraseFilesAsync(TenantId tenant, IReadOnlyList<string> fileIds, CancellationToken cancellationToken)
    {
        await EraseAsync(tenant, cancellationToken);
        return 0;
    }
}
