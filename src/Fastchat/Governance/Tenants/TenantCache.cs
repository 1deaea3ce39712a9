using System.Collections.Concurrent;
using Fastchat.Foundation;

namespace Fastchat.Governance.Tenants;

/// <summary>
/// Something of each tenant's that is read on every call and seldom changes: remembered for five minutes at most, and
/// forgotten when any node announces a change.
/// </summary>
/// <param name="clock">Tells the time.</param>
public sealed class TenantCache<T>(TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<TenantId, (T Value, DateTimeOffset Until)> _known = new();
    private int _changes;

    /// <summary>What is known, or what <paramref name="read"/> gives.</summary>
    public ValueTask<T> GetAsync(TenantId tenant, Func<TenantId, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        _known.TryGetValue(tenant, out var known) && known.Until > clock.GetUtcNow()
            ? new ValueTask<T>(known.Value)
            : new ValueTask<T>(ReadAsync(tenant, read, cancellationToken));

    /// <summary>Forgets a tenant's, or all tenants' when null.</summary>
    public void Forget(TenantId? tenant)
    {
        Interlocked.Increment(ref _changes);
        if (tenant is { } one) _known.TryRemove(one, out _);
        else _known.Clear();
    }

    private async Task<T> ReadAsync(TenantId tenant, Func<TenantId, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + Memory;
        var changes = Volatile.Read(ref _changes);
        var value = await read(tenant, cancellationToken);

        // What was read while somebody changed it may be old already: it serves this call and is not kept.
        if (changes == Volatile.Read(ref _changes)) _known[tenant] = (value, until);
        return value;
    }
}
