using System.Data.Common;
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
        return new FileUpload(tenant, id, files, blobs, await blobs.CreateAsync(tenant, id, cancellationToken), options, clock);
    }

    /// <summary>A file's description.</summary>
    /// <exception cref="FastchatException">FILE_NOT_FOUND.</exception>
    public async Task<StoredFile> GetAsync(TenantId tenant, string fileId, CancellationToken cancellationToken) =>
        (Ids.IsOwned(fileId, Ids.File, tenant) ? await files.FindAsync(tenant, fileId, cancellationToken) : null) ?? throw NotFound(fileId);

    /// <summary>A page of files by time of upload.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public Task<Page<StoredFile>> ListAsync(TenantId tenant, string purpose, PageQuery query, CancellationToken cancellationToken)
    {
        StoredText.Check("purpose", purpose);
        return files.ListAsync(tenant, purpose, query, cancellationToken);
    }

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

    /// <summary>
    /// Deletes a file: first what was made of it, then its description, then what came to be in between and its bytes. Once it has
    /// begun it goes to its end, whether or not the caller still waits.
    /// </summary>
    /// <exception cref="FastchatException">FILE_NOT_FOUND.</exception>
    public async Task DeleteAsync(TenantId tenant, string fileId, CancellationToken cancellationToken)
    {
        await GetAsync(tenant, fileId, cancellationToken);
        foreach (var observer in observers) await observer.OnDeletingAsync(tenant, fileId, cancellationToken);
        var cleanups = await files.DeleteAsync(tenant, fileId, PrepareAsync, CancellationToken.None) ?? throw NotFound(fileId);
        foreach (var cleanup in cleanups) await cleanup();
        await blobs.DeleteAsync(tenant, fileId, CancellationToken.None);

        async Task<IReadOnlyList<Func<Task>>> PrepareAsync(DbConnection connection)
        {
            var prepared = new List<Func<Task>>();
            foreach (var observer in observers) prepared.Add(await observer.PrepareCleanupAsync(connection, tenant, fileId));
            return prepared;
        }
    }

    internal static FastchatException NotFound(string fileId) => new(ErrorReason.FileNotFound, $"There is no file '{fileId}'.", "file_id");
}
