using Fastchat.Foundation;
using Fastchat.Governance.Privacy.Erasure;

namespace Fastchat.Files;

/// <summary>The bytes of files in this node's folder.</summary>
public sealed class BlobErasure(BlobStore blobs) : ILocalErasable
{
    /// <inheritdoc />
    public async Task<long> CountAsync(TenantId tenant, CancellationToken cancellationToken) => (await blobs.ListAsync(tenant, DateTimeOffset.MaxValue, cancellationToken)).Count;

    /// <inheritdoc />
    public Task EraseAsync(TenantId tenant, CancellationToken cancellationToken) => blobs.DeleteAllAsync(tenant, cancellationToken);

    /// <inheritdoc />
    public async Task<long> EraseFilesAsync(TenantId tenant, IReadOnlyList<string> fileIds, CancellationToken cancellationToken)
    {
        var there = (await blobs.ListAsync(tenant, DateTimeOffset.MaxValue, cancellationToken)).Intersect(fileIds).ToList();
        foreach (var id in there) await blobs.DeleteAsync(tenant, id, cancellationToken);
        return there.Count;
    }
}
