using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Privacy.Erasure;

namespace Fastchat.Retrieval.Index;

/// <summary>The index files in this node's folder.</summary>
public sealed class IndexErasure(EmbeddedIndexOptions options, VectorIndex index) : ILocalErasable
{
    /// <inheritdoc />
    public Task<long> CountAsync(TenantId tenant, CancellationToken cancellationToken) => Task.FromResult((long)Collections(tenant).Count);

    /// <inheritdoc />
    public async Task EraseAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        // By the index, which closes what is open and waits for those who search. None is opened: the key may be gone.
        foreach (var collection in Collections(tenant)) await index.DeleteCollectionAsync(tenant, collection, cancellationToken);
        if (Folder(tenant) is { Exists: true } folder) folder.Delete(recursive: true);
    }

    /// <inheritdoc />
    public async Task<long> EraseFilesAsync(TenantId tenant, IReadOnlyList<string> fileIds, CancellationToken cancellationToken)
    {
        var found = 0L;
        foreach (var collection in fileIds.Count == 0 ? [] : Collections(tenant))
        {
            foreach (var file in fileIds)
            {
                if (await TryDeleteAsync(tenant, collection, file, cancellationToken)) found++;
            }
        }

        return found;
    }

    private async Task<bool> TryDeleteAsync(TenantId tenant, string collection, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await index.DeleteDocumentAsync(tenant, collection, file, cancellationToken);
        }
        catch (FastchatException e) when (e.Reason == ErrorReason.CollectionNotFound)
        {
            // Deleted meanwhile, passages and all.
            return false;
        }
    }

    private List<string> Collections(TenantId tenant) => Folder(tenant) is { Exists: true } folder ? [.. folder.EnumerateFiles("*.db").Select(f => Path.GetFileNameWithoutExtension(f.Name))] : [];

    private DirectoryInfo Folder(TenantId tenant) => tenant.Value.All(char.IsAsciiLetterOrDigit) && tenant.Value.Length > 0
        ? new DirectoryInfo(Path.Combine(options.Root, tenant.Value))
        : throw new ArgumentException($"'{tenant.Value}' is not the id of a tenant.", nameof(tenant));
}
