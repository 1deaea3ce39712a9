namespace Fastchat.Retrieval.Index;

/// <summary>A collection in the cache; its changing parts belong to the cache's lock.</summary>
internal sealed class CacheEntry
{
    /// <summary>An entry without users.</summary>
    public CacheEntry(string path, Lazy<Task<OpenCollection>> opening)
    {
        Path = path;
        Opening = opening;
        Node = new LinkedListNode<CacheEntry>(this);
    }

    /// <summary>The collection's file.</summary>
    public string Path { get; }

    /// <summary>The collection, opened by its first user.</summary>
    public Lazy<Task<OpenCollection>> Opening { get; }

    /// <summary>Its place in the order of use.</summary>
    public LinkedListNode<CacheEntry> Node { get; }

    /// <summary>How many use it.</summary>
    public int Users { get; set; }

    /// <summary>Set when it is to be deleted, done when the last user has let go.</summary>
    public TaskCompletionSource? Closed { get; set; }
}
