namespace Fastchat.Retrieval.Index;

/// <summary>
/// Keeps collections open by their file's path: the ones used last, and every one in use. Those that are over the number are closed when
/// their last user lets go.
/// </summary>
internal sealed class CollectionCache(int capacity, Func<string, Task<OpenCollection>> open) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CacheEntry> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<CacheEntry> _byUse = new();     // the latest first
    private bool _isDisposed;

    internal int Count
    {
        get
        {
            lock (_lock) return _entries.Count;
        }
    }

    /// <summary>Opens a collection, or joins those who use it; null when it is being deleted.</summary>
    public async Task<CollectionLease?> AcquireAsync(string path)
    {
        CacheEntry entry;
        List<CacheEntry> idle;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_entries.TryGetValue(path, out entry!)) entry = Add_NeedsLock(path);
            if (entry.Closed is not null) return null;
            entry.Users++;
            _byUse.Remove(entry.Node);
            _byUse.AddFirst(entry.Node);
            idle = TakeIdle_NeedsLock();
        }

        try
        {
            foreach (var old in idle) await CloseAsync(old);
            return new CollectionLease(this, entry, await entry.Opening.Value);
        }
        catch
        {
            // A file that would not open may do so the next time.
            lock (_lock) Remove_NeedsLock(entry);
            await ReleaseAsync(entry);
            throw;
        }
    }

    /// <summary>Lets go of a collection.</summary>
    public async ValueTask ReleaseAsync(CacheEntry entry)
    {
        List<CacheEntry> idle;
        lock (_lock)
        {
            entry.Users--;
            if (entry.Users == 0) entry.Closed?.TrySetResult();
            idle = TakeIdle_NeedsLock();
        }

        foreach (var old in idle) await CloseAsync(old);
    }

    /// <summary>Closes a collection for good: waits for its users, admits no new ones, and then runs the deletion of its file.</summary>
    public async Task DeleteAsync(string path, Action delete)
    {
        CacheEntry entry;
        TaskCompletionSource closed;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_entries.TryGetValue(path, out entry!)) entry = Add_NeedsLock(path);
            closed = entry.Closed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (entry.Users == 0) closed.TrySetResult();
        }

        await closed.Task;
        await CloseAsync(entry);
        delete();
        lock (_lock) Remove_NeedsLock(entry);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        CacheEntry[] entries;
        lock (_lock)
        {
            _isDisposed = true;
            entries = [.. _entries.Values];
            _entries.Clear();
            _byUse.Clear();
        }

        foreach (var entry in entries) await CloseAsync(entry);
    }

    private CacheEntry Add_NeedsLock(string path)
    {
        var entry = new CacheEntry(path, new Lazy<Task<OpenCollection>>(() => open(path)));
        _entries.Add(path, entry);
        _byUse.AddFirst(entry.Node);
        return entry;
    }

    private void Remove_NeedsLock(CacheEntry entry)
    {
        if (!_entries.TryGetValue(entry.Path, out var current) || current != entry) return;
        _entries.Remove(entry.Path);
        _byUse.Remove(entry.Node);
    }

    private List<CacheEntry> TakeIdle_NeedsLock()
    {
        var idle = new List<CacheEntry>();
        for (var node = _byUse.Last; node is not null && _entries.Count > capacity;)
        {
            var entry = node.Value;
            node = node.Previous;
            if (entry.Users > 0 || entry.Closed is not null) continue;
            Remove_NeedsLock(entry);
            idle.Add(entry);
        }

        return idle;
    }

    private static async Task CloseAsync(CacheEntry entry)
    {
        if (!entry.Opening.IsValueCreated) return;
        OpenCollection collection;
        try
        {
            collection = await entry.Opening.Value;
        }
        catch (Exception)
        {
            return;     // never was open; whoever asked for it has been told
        }

        await collection.DisposeAsync();
    }
}
