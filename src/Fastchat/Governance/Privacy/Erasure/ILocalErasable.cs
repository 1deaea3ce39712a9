using Fastchat.Foundation;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>Data in this node's folder, where no other node can see or remove them.</summary>
public interface ILocalErasable
{
    /// <summary>How many files of a tenant there are.</summary>
    Task<long> CountAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Removes all of a tenant's; may be done again.</summary>
    Task EraseAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Removes what is kept of some files, and of what was made of them, and says of how many there was something.</summary>
    Task<long> EraseFilesAsync(TenantId tenant, IReadOnlyList<string> fileIds, CancellationToken cancellationToken);
}
