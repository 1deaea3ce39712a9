using Fastchat.Foundation;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>A class of data that knows which user of a tenant it is about.</summary>
public interface IUserErasable
{
    /// <summary>What the certificate calls it.</summary>
    string Name { get; }

    /// <summary>How many a user has.</summary>
    Task<long> CountAsync(TenantId tenant, string user, CancellationToken cancellationToken);

    /// <summary>Removes a user's, or his name from what stays; may be done again, and by two nodes at once.</summary>
    Task EraseAsync(TenantId tenant, string user, CancellationToken cancellationToken);

    /// <summary>The ids of the user's files, of which bytes lie in nodes' folders; read before anything is removed.</summary>
    Task<IReadOnlyList<string>> ListFilesAsync(TenantId tenant, string user, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);
}
