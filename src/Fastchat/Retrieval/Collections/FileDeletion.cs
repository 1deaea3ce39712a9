using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Retrieval.Index;

namespace Fastchat.Retrieval.Collections;

/// <summary>Takes a file's passages out of every collection before the file goes.</summary>
public sealed class FileDeletion(DocumentStore documents, VectorIndex index) : IFileObserver
{
    /// <inheritdoc />
    public async Task OnDeletingAsync(TenantId tenant, string fileId, CancellationToken cancellationToken)
    {
        foreach (var collectionId in await documents.ListCollectionsAsync(tenant, fileId, cancellationToken))
        {
            // Before its description, so that a crash in between leaves something to find and delete again; and after it,
            // because until then an ingestion under way may put the passages back.
            await DeletePassagesAsync(tenant, collectionId, fileId, cancellationToken);
            await documents.DeleteAsync(tenant, collectionId, fileId, cancellationToken);
            await DeletePassagesAsync(tenant, collectionId, fileId, cancellationToken);
        }
    }

    private async Task DeletePassagesAsync(TenantId tenant, string collectionId, string fileId, CancellationToken cancellationToken)
    {
        try
        {
            await index.DeleteDocumentAsync(tenant, collectionId, fileId, cancellationToken);
        }
        catch (FastchatException e) when (e.Reason == ErrorReason.CollectionNotFound)
        {
            // The collection is being deleted as well, and its passages are gone already.
        }
    }
}
