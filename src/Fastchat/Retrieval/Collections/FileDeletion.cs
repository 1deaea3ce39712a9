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
            await index.DeleteDocumentAsync(tenant, collectionId, fileId, cancellationToken);
            await documents.DeleteAsync(tenant, collectionId, fileId, cancellationToken);
        }
    }
}
