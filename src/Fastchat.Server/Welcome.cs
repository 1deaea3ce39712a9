using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Retrieval.Chunking;
using Fastchat.Retrieval.Collections;

namespace Fastchat.Server;

/// <summary>The store named "welcome": on the first start it is filled with the bundled guide.</summary>
internal sealed class Welcome(CollectionLibrary collections, FileLibrary files, DataFolder folder, TimeProvider clock)
{
    private const string Name = "welcome";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Fills the store on the first start, which a file in the data folder remembers, and says its id once it can be
    /// searched; null when it has been deleted since. A first start that was cut short is finished by the next.
    /// </summary>
    public async Task<string?> EnsureAsync(TenantId tenant, string guideFolder, CancellationToken cancellationToken)
    {
        var collection = await collections.FindByNameAsync(tenant, Name, cancellationToken);
        if (!File.Exists(folder.WelcomeMarker))
        {
            collection ??= await collections.CreateAsync(tenant, Name, new Dictionary<string, string>(), cancellationToken);
            await FillAsync(tenant, collection.Id, guideFolder, cancellationToken);
            await File.WriteAllTextAsync(folder.WelcomeMarker, collection.Id + "\n", cancellationToken);
        }

        if (collection is null) return null;

        // A slow machine may take its time; the address is shown all the same.
        var begun = clock.GetTimestamp();
        while ((await collections.GetAsync(tenant, collection.Id, cancellationToken)).InProgress > 0 && clock.GetElapsedTime(begun) < Patience)
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellationToken);
        return collection.Id;
    }

    private async Task FillAsync(TenantId tenant, string collectionId, string guideFolder, CancellationToken cancellationToken)
    {
        var there = (await collections.ListDocumentsAsync(tenant, collectionId, status: "", new PageQuery(100), cancellationToken)).Items.Select(d => d.Filename).ToHashSet();
        foreach (var path in Directory.EnumerateFiles(guideFolder, "*.md").Order(StringComparer.Ordinal).Where(p => !there.Contains(Path.GetFileName(p))))
        {
            var file = await UploadAsync(tenant, path, cancellationToken);
            await collections.AddDocumentAsync(tenant, collectionId, file.Id, new Dictionary<string, string>(), new ChunkingPolicy(), cancellationToken);
        }
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
