using System.Data.Common;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Retrieval.Index;

namespace Fastchat.Retrieval.Collections;

/// <summary>Takes a file's passages out of every collection when the file goes; its documents' descriptions go with its own.</summary>
public sealed class FileDeletion(DocumentStore documents, VectorIndex index) : IFileObserver
{
    /// <inheritdoc />
    public async Task OnDeletingAsync(TenantId tenant, string fileId, CancellationToken cancellationToken)
    {
        // Before the descriptions, so that an index that fails or a crash leaves something to find and delete again. Once
        // begun, to the end: a document must not be left described and without its passages.
        foreach (var collectionId in await documents.ListCollectionsAsync(tenant, fileId, cancellationToken))
            await DeletePassagesAsync(tenant, collectionId, fileId);
    }

    /// <inheritdoc />
    public async Task<Func<Task>> PrepareCleanupAsync(DbConnection connection, TenantId tenant, string fileId)
    {
        // And after them, because until then the file may be attached once more, and an ingestion may put passages back.
        var collectionIds = await documents.ListCollectionsAsync(connection, tenant, fileId);
        return async () =>
        {
            foreach (var collectionId in collectionIds) await DeletePassagesAsync(tenant, collectionId, fileId);
        };
    }

    private async Task DeletePassagesAsync(TenantId tenant, string collectionId, string fileId)
    {
        try
        {
            await index.DeleteDocumentAsync(tenant, collectionId, fileId, CancellationToken.None);
        }
        catch (FastchatException e) when (e.Reason == ErrorReason.CollectionNotFound)
        {
            // The collection is being deleted as well, and its passages are gone already.
        }
    }
}
