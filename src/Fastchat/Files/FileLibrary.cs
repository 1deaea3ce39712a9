using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Files;

/// <summary>Stores files, gives them back byte for byte, deletes them: what both doors of files call.</summary>
public sealed class FileLibrary(FileStore files, BlobStore blobs, IEnumerable<IFileObserver> observers, FileOptions options, TimeProvider clock)
{
    /// <summary>Begins an upload.</summary>
    public async Task<FileUpload> BeginUploadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var id = Ids.New(Ids.File, tenant, clock);
        return new FileUpload(tenant, id, files, await blobs.CreateAsync(tenant, id, cancellationToken), options, clock);
    }

    /// <summary>A file's description.</summary>
    /// <exception cref="FastchatException">FILE_NOT_FOUND.</exception>
    public async Task<StoredFile> GetAsync(TenantId tenant, string fileId, CancellationToken cancellationToken) =>
        (Ids.IsOwned(fileId, Ids.File, tenant) ? await files.FindAsync(tenant, fileId, cancellationToken) : null) ?? throw NotFound(fileId);

    /// <summary>A page of files by time of upload.</summary>
    public Task<Page<StoredFile>> ListAsync(TenantId tenant, string purpose, PageQuery query, CancellationToken cancellationToken) =>
        files.ListAsync(tenant, purpose, query, cancellationToken);

    /// <summary>A file's bytes.</summary>
    /// <exception cref="FastchatException">FILE_NOT_FOUND.</exception>
    public async Task<(StoredFile File, Stream Content)> OpenAsync(TenantId tenant, string fileId, CancellationToken cancellationToken)
    {
        var file = await GetAsync(tenant, fileId, cancellationToken);
        try
        {
            return (file, await blobs.OpenReadAsync(tenant, fileId, cancellationToken));
        }
        catch (FileNotFoundException)
        {
            // Deleted between the two looks.
            throw NotFound(fileId);
        }
    }

    /// <summary>A path at which programs of this machine can read the file.</summary>
    public Task<string> LocalPathAsync(TenantId tenant, string fileId, CancellationToken cancellationToken) =>
        blobs.LocalPathAsync(tenant, fileId, cancellationToken);

    /// <summary>Deletes a file: first what was made of it, then its description, then its bytes.</summary>
    /// <exception cref="FastchatException">FILE_NOT_FOUND.</exception>
    public async Task DeleteAsync(TenantId tenant, string fileId, CancellationToken cancellationToken)
    {
        await GetAsync(tenant, fileId, cancellationToken);
        foreach (var observer in observers) await observer.OnDeletingAsync(tenant, fileId, cancellationToken);
        if (!await files.DeleteAsync(tenant, fileId, cancellationToken)) throw NotFound(fileId);
        await blobs.DeleteAsync(tenant, fileId, cancellationToken);
    }

    private static FastchatException NotFound(string fileId) => new(ErrorReason.FileNotFound, $"There is no file '{fileId}'.", "file_id");
}
