namespace Fastchat.Files;

/// <summary>A blob in the making. Disposing without <see cref="CommitAsync"/> leaves nothing behind.</summary>
public abstract class BlobDraft : IAsyncDisposable
{
    /// <summary>Appends bytes.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the blob appear, whole. A crash of the process cannot undo that, and after a crash of the machine a blob that is
    /// there is whole; but whether its name outlives a loss of power right after is up to the file system or service below,
    /// so a file that is described may then turn out to have no bytes.
    /// </summary>
    public abstract Task CommitAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
