using System.Collections.Concurrent;
using Fastchat.Foundation;

namespace Fastchat.Governance.Tenants;

/// <summary>
/// Something of each tenant's that is read on every call and seldom changes: remembered for five minutes at most, and
/// forgotten when any node announces a change.
/// </summary>
public sealed class TenantCache<T> : IDisposable
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _clock;
    private readonly Func<TenantId, CancellationToken, Task<T>> _read;
    private readonly IDisposable[] _watches;
    private readonly ConcurrentDictionary<TenantId, (T Value, DateTimeOffset Until)> _known = new();
    private int _changes;

    /// <summary>Watches for changes from now on.</summary>
    /// <param name="clock">Tells the time.</param>
    /// <param name="read">Reads what is not known.</param>
    /// <param name="watches">The stores that it is read from: each tells whose has changed, null for anybody's.</param>
    public TenantCache(TimeProvider clock, Func<TenantId, CancellationToken, Task<T>> read, params Func<Action<TenantId?>, IDisposable>[] watches)
    {
        _clock = clock;
        _read = read;
        _watches = [.. watches.Select(watch => watch(Forget))];
    }

    /// <summary>What is known, or what is read now.</summary>
    public ValueTask<T> GetAsync(TenantId tenant, CancellationToken cancellationToken) =>
        _known.TryGetValue(tenant, out var known) && known.Until > _clock.GetUtcNow()
            ? new ValueTask<T>(known.Value)
            : new ValueTask<T>(ReadAsync(tenant, cancellationToken));

    /// <summary>Forgets a tenant's, or all tenants' when null.</summary>
    public void Forget(TenantId? tenant)
    {
        Interlocked.Increment(ref _changes);
        if (tenant is { } one) _known.TryRemove(one, out _);
        else _known.Clear();
    }

    /// <inheritdoc />
    public void Dispose() => Array.ForEach(_watches, w => w.Dispose());

    private async Task<T> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var until = _clock.GetUtcNow() + Memory;
        var changes = Volatile.Read(ref _changes);
        var value = await _read(tenant, cancellationToken);

        // What was read while somebody changed it may be old already: it serves this call and is not kept.
        if (changes == Volatile.Read(ref _changes)) _known[tenant] = (value, until);
        return value;
    }
}
