using Fastchat.Foundation;

namespace Fastchat.Files;

/// <summary>The port of what keeps bytes. A blob appears whole or not at all, and never changes.</summary>
public abstract class BlobStore
{
    /// <summary>Begins a blob; it exists once the draft is committed.</summary>
    public abstract Task<BlobDraft> CreateAsync(TenantId tenant, string id, CancellationToken cancellationToken);

    /// <summary>Reads a blob; what comes knows its length and can be sought in.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public abstract Task<Stream> OpenReadAsync(TenantId tenant, string id, CancellationToken cancellationToken);

    /// <summary>The ids of a tenant's blobs that were committed before a time, in no order; drafts are not among them.</summary>
    public abstract Task<IReadOnlyList<string>> ListAsync(TenantId tenant, DateTimeOffset committedBefore, CancellationToken cancellationToken);

    /// <summary>Deletes all of a tenant's, drafts included, and leaves nothing that names it.</summary>
    public abstract Task DeleteAllAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Deletes a blob; one that is not there is no error.</summary>
    public abstract Task DeleteAsync(TenantId tenant, string id, CancellationToken cancellationToken);
}
