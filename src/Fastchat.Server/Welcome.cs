using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Retrieval.Chunking;
using Fastchat.Retrieval.Collections;

namespace Fastchat.Server;

/// <summary>The store named "welcome": on the first start it is filled with the bundled guide.</summary>
internal sealed class Welcome(CollectionLibrary collections, FileLibrary files, TimeProvider clock)
{
    private const string Name = "welcome";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Makes the store when the tenant has none of that name, and says its id once it can be searched.</summary>
    public async Task<string> EnsureAsync(TenantId tenant, string guideFolder, CancellationToken cancellationToken)
    {
        var collection = await collections.FindByNameAsync(tenant, Name, cancellationToken);
        if (collection is null)
        {
            collection = await collections.CreateAsync(tenant, Name, new Dictionary<string, string>(), cancellationToken);
            foreach (var path in Directory.EnumerateFiles(guideFolder, "*.md").Order(StringComparer.Ordinal))
            {
                var file = await UploadAsync(tenant, path, cancellationToken);
                await collections.AddDocumentAsync(tenant, collection.Id, file.Id, new Dictionary<string, string>(), new ChunkingPolicy(), cancellationToken);
            }
        }

        // A slow machine may take its time; the address is shown all the same.
        var begun = clock.GetTimestamp();
        while ((await collections.GetAsync(tenant, collection.Id, cancellationToken)).InProgress > 0 && clock.GetElapsedTime(begun) < Patience)
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellationToken);
        return collection.Id;
    }

    private async Task<StoredFile> UploadAsync(TenantId tenant, string path, CancellationToken cancellationToken)
    {
        await using var upload = await files.BeginUploadAsync(tenant, cancellationToken);
        upload.Filename = Path.GetFileName(path);
        upload.Purpose = "assistants";
        await upload.WriteAsync(await File.ReadAllBytesAsync(path, cancellationToken), cancellationToken);
        return await upload.CompleteAsync(cancellationToken);
    }
}
