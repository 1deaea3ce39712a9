using System.Text;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Jobs;
using Fastchat.Retrieval.Chunking;
using Fastchat.Retrieval.Collections;
using Fastchat.Retrieval.Embedding;
using Fastchat.Retrieval.Index;

namespace Fastchat.Retrieval.Ingestion;

/// <summary>
/// From file to passages: (1) check the type, (2) extract the text, (3) cut it, (4) embed the pieces, (5) index them.
/// A file's own fault ends it as failed with a reason; anything else is tried again. Every step may be repeated.
/// </summary>
public sealed class Ingestor(
    DocumentStore documents, FileLibrary files, IEnumerable<DocumentDecoder> decoders, IEmbedder embedder, VectorIndex index) : IJobHandler
{
    /// <summary>The kind of its jobs.</summary>
    public const string JobKind = "ingest";

    private const int EmbedBatch = 64;

    /// <inheritdoc />
    public string Kind => JobKind;

    /// <inheritdoc />
    public async Task RunAsync(Job job, CancellationToken cancellationToken)
    {
        var (collectionId, fileId) = Read(job);
        if (await documents.FindAsync(job.Tenant, collectionId, fileId, cancellationToken) is not { } document) return;
        try
        {
            await IngestAsync(job.Tenant, document, cancellationToken);
        }
        catch (FastchatException e) when (e.Reason is ErrorReason.CollectionNotFound or ErrorReason.FileNotFound)
        {
            // Deleted while it was read: there is nothing left to say it to.
        }
        catch (FastchatException e) when (!ErrorTable.Kind(e.Reason).Retryable)
        {
            await documents.FailAsync(job.Tenant, collectionId, fileId, ErrorTable.Code(e.Reason), e.Message, CancellationToken.None);
        }
    }

    /// <inheritdoc />
    public Task GiveUpAsync(Job job, Exception? cause, CancellationToken cancellationToken)
    {
        var (collectionId, fileId) = Read(job);
        var (reason, message) = cause switch
        {
            null => (ErrorReason.Interrupted, "The server stopped each time it read the file. Attach it again to retry."),
            FastchatException e => (e.Reason, e.Message),
            _ => (ErrorReason.Internal, $"The file could not be read; the server's log knows this as {job.Id}. Attach it again to retry."),
        };
        return documents.FailAsync(job.Tenant, collectionId, fileId, ErrorTable.Code(reason), message, cancellationToken);
    }

    private async Task IngestAsync(TenantId tenant, DocumentRecord document, CancellationToken cancellationToken)
    {
        Task Progress(string stage, double progress) => documents.ProgressAsync(tenant, document.CollectionId, document.FileId, stage, progress, cancellationToken);

        // (1) Check the type, (2) extract the text.
        var decoded = await DecodeAsync(tenant, document, () => Progress(Stages.Extract, 0), cancellationToken);

        // (3) Cut it.
        await Progress(Stages.Chunk, 0.3);
        var chunks = Chunker.Split([.. decoded.Pages.Select(p => new TextPage(p.Number, p.Text))], document.Chunking);

        // (4) Embed the pieces.
        var indexed = new List<IndexedChunk>(chunks.Count);
        foreach (var batch in chunks.Chunk(EmbedBatch))
        {
            await Progress(Stages.Embed, 0.4 + (0.4 * indexed.Count / chunks.Count));
            var vectors = await embedder.EmbedAsync([.. batch.Select(c => c.SearchText)], EmbedKind.Document, cancellationToken);
            indexed.AddRange(batch.Zip(vectors, (chunk, vector) => new IndexedChunk(chunk, vector)));
        }

        // (5) Index them.
        await Progress(Stages.Index, 0.8);
        await index.UpsertAsync(tenant, document.CollectionId, document.FileId, indexed, cancellationToken);
        var usage = chunks.Sum(c => (long)Encoding.UTF8.GetByteCount(c.Text)) + ((long)chunks.Count * embedder.Dimensions * (sizeof(float) + sizeof(sbyte)));
        if (!await documents.CompleteAsync(tenant, document.CollectionId, document.FileId, chunks.Count, usage, CancellationToken.None))
            await index.DeleteDocumentAsync(tenant, document.CollectionId, document.FileId, CancellationToken.None);
    }

    private async Task<DecodedDocument> DecodeAsync(TenantId tenant, DocumentRecord document, Func<Task> extracting, CancellationToken cancellationToken)
    {
        var (file, content) = await files.OpenAsync(tenant, document.FileId, cancellationToken);
        await using var closing = content;
        var type = new FileType(file.Kind, file.ContentType);
        if (FileTypeDetector.Mismatch(type, file.Filename) is { } mismatch) throw new FastchatException(ErrorReason.FileTypeMismatch, mismatch);
        FileTypeDetector.EnsureSupported(type, file.Filename);
        var decoder = decoders.First(d => d.Reads(file.Kind));
        await extracting();
        return await decoder.DecodeAsync(content, file.Kind, file.Filename, cancellationToken);
    }

    private static (string CollectionId, string FileId) Read(Job job) => job.Subject.Split('/') is [var collectionId, var fileId]
        ? (collectionId, fileId)
        : throw new InvalidOperationException($"Job {job.Id} has the subject '{job.Subject}', which names no document.");
}
