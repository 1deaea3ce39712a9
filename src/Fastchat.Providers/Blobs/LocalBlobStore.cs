using Fastchat.Files;
using Fastchat.Foundation;

namespace Fastchat.Providers.Blobs;

/// <summary>Blobs as files of a folder: <c>{root}/{tenant}/{id}</c>.</summary>
public sealed class LocalBlobStore : BlobStore
{
    private readonly string _root;

    /// <summary>Opens the folder; drafts that a process left behind are removed.</summary>
    public LocalBlobStore(string root)
    {
        _root = root;
        Directory.CreateDirectory(root);
        foreach (var draft in Directory.EnumerateFiles(root, "*" + LocalBlobDraft.Suffix, SearchOption.AllDirectories)) File.Delete(draft);
    }

    /// <inheritdoc />
    public override Task<BlobDraft> CreateAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        var path = PathOf(tenant, id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return Task.FromResult<BlobDraft>(new LocalBlobDraft(path));
    }

    /// <inheritdoc />
    public override Task<Stream> OpenReadAsync(TenantId tenant, string id, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new FileStream(ExistingPath(tenant, id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, System.IO.FileOptions.Asynchronous | System.IO.FileOptions.SequentialScan));

    /// <inheritdoc />
    public override Task<IReadOnlyList<string>> ListAsync(TenantId tenant, DateTimeOffset committedBefore, CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.Combine(_root, tenant.Value));
        return Task.FromResult<IReadOnlyList<string>>(folder.Exists
            ? [.. folder.EnumerateFiles().Where(file => IsId(file.Name) && file.LastWriteTimeUtc < committedBefore.UtcDateTime).Select(file => file.Name)]
            : []);
    }

    /// <inheritdoc />
    public override Task DeleteAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        var path = PathOf(tenant, id);
        if (File.Exists(path)) File.Delete(path);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task DeleteAllAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if (!IsId(tenant.Value)) throw new ArgumentException($"'{tenant.Value}' is not the id of a tenant.", nameof(tenant));
        var folder = Path.Combine(_root, tenant.Value);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    private string ExistingPath(TenantId tenant, string id)
    {
        var path = PathOf(tenant, id);
        return File.Exists(path) ? path : throw new FileNotFoundException($"There is no blob {id}.");
    }

    // Ids are ours, but a path made of text from elsewhere must never leave the folder.
    private string PathOf(TenantId tenant, string id)
    {
        if (!IsId(id)) throw new ArgumentException($"'{id}' is not the id of a blob.", nameof(id));
        return Path.Combine(_root, tenant.Value, id);
    }

    private static bool IsId(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept("0123456789abcdefghijklmnopqrstuvwxyz-_");
}
