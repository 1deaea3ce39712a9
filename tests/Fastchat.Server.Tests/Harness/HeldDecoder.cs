using Fastchat.Files;
using Fastchat.Retrieval.Ingestion;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

/// <summary>A decoder of texts that never comes to an end: an ingestion that is under way for as long as a test wants.</summary>
internal sealed class HeldDecoder : DocumentDecoder
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done once a document is being read.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Puts it before the server's own decoders.</summary>
    public void Install(WebApplicationBuilder builder) => builder.Services.Insert(0, ServiceDescriptor.Singleton<DocumentDecoder>(this));

    public override bool Reads(FileKind kind) => kind == FileKind.PlainText;

    protected override async Task<DecodedDocument> DecodeCoreAsync(Stream content, FileKind kind, string filename, CancellationToken cancellationToken)
    {
        _begun.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new OperationCanceledException(cancellationToken);
    }
}
