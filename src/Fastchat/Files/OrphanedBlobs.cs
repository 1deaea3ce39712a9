using Fastchat.Files.Uploads;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;

namespace Fastchat.Files;

/// <summary>Bytes that no description speaks of: a process died between the two, in an upload or in a deletion.</summary>
public sealed class OrphanedBlobs(FileStore files, UploadStore uploads, BlobStore blobs, TenantStore tenants, TimeProvider clock)
{
    // Of an upload under way, the bytes are there before the description.
    private static readonly TimeSpan Youngest = TimeSpan.FromHours(1);

    private const int TenantsAtOnce = 100;

    /// <summary>Deletes them and says how many there were.</summary>
    public async Task<int> DeleteAsync(CancellationToken cancellationToken)
    {
        // By the tenants that the database knows: over a database that was lost, the bytes of the old one stay.
        var deleted = 0;
        string? after = null;
        while (true)
        {
            var page = await tenants.ListAsync(TenantsAtOnce, after, cancellationToken);
            foreach (var tenant in page.Items) deleted += await DeleteAsync(tenant.Id, cancellationToken);
            if (!page.HasMore) return deleted;
            after = page.Items[^1].Id.Value;
        }
    }

    private async Task<int> DeleteAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var id in await blobs.ListAsync(tenant, clock.GetUtcNow() - Youngest, cancellationToken))
        {
            if (!await IsOrphanAsync(tenant, id, cancellationToken)) continue;
            await blobs.DeleteAsync(tenant, id, cancellationToken);
            deleted++;
        }

        return deleted;
    }

    // What another room keeps here is not this one's to judge.
    private async Task<bool> IsOrphanAsync(TenantId tenant, string id, CancellationToken cancellationToken) =>
        Ids.IsOwned(id, Ids.File, tenant) ? await files.FindAsync(tenant, id, cancellationToken) is null
        : Ids.IsOwned(id, Ids.UploadPart, tenant) && !await uploads.HasPartAsync(tenant, id, cancellationToken);
}
