using Fastchat.Foundation;
using Fastchat.Governance.Encryption;

namespace Fastchat.Files;

/// <summary>The blobs of this node, as far as the rotation of keys is concerned.</summary>
public sealed class SealedBlobs(EncryptedBlobStore blobs) : ISealed
{
    /// <inheritdoc />
    public bool IsLocal => true;

    /// <inheritdoc />
    public async Task<long> ReencryptAsync(TenantId tenant, int version, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var id in await blobs.ListAsync(tenant, DateTimeOffset.MaxValue, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await blobs.VersionAsync(tenant, id, cancellationToken) is not { } old || old >= version) continue;
            if (await TryAsync(tenant, id, cancellationToken)) count++;
        }

        return count;
    }

    private async Task<bool> TryAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        try
        {
            await blobs.ReencryptAsync(tenant, id, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or FastchatException)
        {
            // Deleted meanwhile; or damaged, and logged as that.
            return false;
        }
    }
}
