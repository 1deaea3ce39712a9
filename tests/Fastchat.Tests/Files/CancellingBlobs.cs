using Fastchat.Foundation;

namespace Fastchat.Files;

/// <summary>A real store of blobs whose caller gives up the moment that a blob is committed.</summary>
internal sealed class CancellingBlobs(BlobStore inner, CancellationTokenSource caller) : BlobStore
{
    public override async Task<BlobDraft> CreateAsync(TenantId tenant, string id, CancellationToken cancellationToken) =>
        new Draft(await inner.CreateAsync(tenant, id, cancellationToken), caller);

    public override Task<Stream> OpenReadAsync(TenantId tenant, string id, CancellationToken cancellationToken) => inner.OpenReadAsync(tenant, id, cancellationToken);

    public override Task<IReadOnlyList<string>> ListAsync(TenantId tenant, DateTimeOffset committedBefore, CancellationToken cancellationToken) =>
        inner.ListAsync(tenant, committedBefore, cancellationToken);

    public override Task DeleteAllAsync(TenantId tenant, CancellationToken cancellationToken) => inner.DeleteAllAsync(tenant, cancellationToken);

    public override Task DeleteAsync(TenantId tenant, string id, CancellationToken cancellationToken) => inner.DeleteAsync(tenant, id, cancellationToken);

    private sealed class Draft(BlobDraft inner, CancellationTokenSource caller) : BlobDraft
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => inner.WriteAsync(bytes, cancellationToken);

        public override async Task CommitAsync(CancellationToken cancellationToken)
        {
            await inner.CommitAsync(cancellationToken);
            await caller.CancelAsync();
        }

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
