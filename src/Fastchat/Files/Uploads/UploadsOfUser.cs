using Fastchat.Foundation;
using Fastchat.Governance.Privacy.Erasure;
using Fastchat.Storage;

namespace Fastchat.Files.Uploads;

/// <summary>The uploads that a user began, with the parts of those under way.</summary>
public sealed class UploadsOfUser(Database database, UploadStore uploads) : IUserErasable
{
    private readonly UserRows _rows = new(database, "uploads");

    /// <inheritdoc />
    public string Name => _rows.Name;

    /// <inheritdoc />
    public Task<long> CountAsync(TenantId tenant, string user, CancellationToken cancellationToken) => _rows.CountAsync(tenant, user, cancellationToken);

    /// <inheritdoc />
    public Task EraseAsync(TenantId tenant, string user, CancellationToken cancellationToken) => _rows.EraseAsync(tenant, user, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> ListFilesAsync(TenantId tenant, string user, CancellationToken cancellationToken) => uploads.ListPartsOfUserAsync(tenant, user, cancellationToken);
}
