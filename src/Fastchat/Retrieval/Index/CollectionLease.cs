namespace Fastchat.Retrieval.Index;

/// <summary>The right to use an open collection, until disposed.</summary>
internal sealed class CollectionLease(CollectionCache cache, CacheEntry entry, OpenCollection collection) : IAsyncDisposable
{
    /// <summary>The collection.</summary>
    public OpenCollection Collection => collection;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => cache.ReleaseAsync(entry);
}
