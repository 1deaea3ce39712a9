namespace Fastchat.Files;

/// <summary>A blob in the making. Disposing without <see cref="CommitAsync"/> leaves nothing behind.</summary>
public abstract class BlobDraft : IAsyncDisposable
{
    /// <summary>Appends bytes.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes the blob appear, durable.</summary>
    public abstract Task CommitAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
