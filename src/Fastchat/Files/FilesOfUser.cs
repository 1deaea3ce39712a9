using Fastchat.Foundation;
using Fastchat.Governance.Privacy.Erasure;
using Fastchat.Storage;

namespace Fastchat.Files;

/// <summary>The files that a user uploaded; their documents go with them.</summary>
public sealed class FilesOfUser(Database database, FileStore files) : IUserErasable
{
    private readonly UserRows _rows = new(database, "files");

    /// <inheritdoc />
    public string Name => _rows.Name;

    /// <inheritdoc />
    public Task<long> CountAsync(TenantId tenant, string user, CancellationToken cancellationToken) => _rows.CountAsync(tenant, user, cancellationToken);

    /// <inheritdoc />
    public Task EraseAsync(TenantId tenant, string user, CancellationToken cancellationToken) => _rows.EraseAsync(tenant, user, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> ListFilesAsync(TenantId tenant, string user, CancellationToken cancellationToken) => files.ListOfUserAsync(tenant, user, cancellationToken);
}
