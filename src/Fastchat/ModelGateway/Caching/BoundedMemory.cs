using System.Diagnostics.CodeAnalysis;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway.Caching;

/// <summary>
/// What is remembered of tenants, in so many bytes and no more: what was used longest ago goes first. A key is a hash over
/// everything that matters, the tenant included, so that nobody finds what another tenant's call left. Safe for many threads.
/// </summary>
/// <param name="capacity">How many bytes.</param>
/// <param name="clock">The clock of ends.</param>
internal sealed class BoundedMemory<T>(long capacity, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CacheKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = []; // the one used last is first
    private long _bytes;

    /// <summary>How many bytes are taken.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock) return _bytes;
        }
    }

    /// <summary>The value of a key, when there is one that has not ended.</summary>
    public bool TryGet(CacheKey key, [MaybeNullWhen(false)] out T value)
    {
        lock (_lock)
        {
            value = default;
            if (!_entries.TryGetValue(key, out var node)) return false;
            if (node.Value.End is { } end && end <= clock.GetUtcNow())
            {
                Remove_NeedsLock(node);
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    /// <summary>Remembers a value in place of the key's last one; one that is larger than an eighth of the room is not.</summary>
    /// <param name="key">The key.</param>
    /// <param name="tenant">Whose it is, for erasure.</param>
    /// <param name="value">The value.</param>
    /// <param name="bytes">About how many bytes it takes.</param>
    /// <param name="end">When it ends; null for never.</param>
    public void Set(CacheKey key, TenantId tenant, T value, long bytes, DateTimeOffset? end = null)
    {
        if (bytes > capacity / 8) return;
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var old)) Remove_NeedsLock(old);
            _entries.Add(key, _byUse.AddFirst(new Entry(key, tenant, value, bytes, end)));
            _bytes += bytes;
            while (_bytes > capacity) Remove_NeedsLock(_byUse.Last!);
        }
    }

    /// <summary>How many values there are of a tenant.</summary>
    public long Count(TenantId tenant)
    {
        lock (_lock) return _byUse.LongCount(e => e.Tenant == tenant);
    }

    /// <summary>Forgets all of a tenant's.</summary>
    public void Forget(TenantId tenant)
    {
        lock (_lock)
        {
            for (var node = _byUse.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Tenant == tenant) Remove_NeedsLock(node);
                node = next;
            }
        }
    }

    private void Remove_NeedsLock(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Key);
        _byUse.Remove(node);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Entry(CacheKey Key, TenantId Tenant, T Value, long Bytes, DateTimeOffset? End);
}
