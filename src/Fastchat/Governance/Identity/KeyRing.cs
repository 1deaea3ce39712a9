using System.Collections.Concurrent;
using System.Security.Cryptography;
using Fastchat.Foundation;

namespace Fastchat.Governance.Identity;

/// <summary>Tells who a key belongs to; what it has found it remembers for five minutes at most, or until any node changes the tenant's keys.</summary>
public sealed class KeyRing : IDisposable
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);
    private const int Capacity = 10_000;

    private readonly ApiKeyStore _store;
    private readonly TimeProvider _clock;
    private readonly IDisposable _watch;
    private readonly ConcurrentDictionary<string, (Caller Caller, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);
    private readonly byte[] _adminHash;
    private int _changes;

    /// <summary>Watches for changes from now on.</summary>
    public KeyRing(ApiKeyStore store, IdentityOptions options, TimeProvider clock)
    {
        _store = store;
        _clock = clock;
        _adminHash = ApiKey.Hash(options.AdminKey);
        _watch = store.Watch(Forget);
    }

    /// <summary>The caller; null for a key that is not known.</summary>
    public async ValueTask<Caller?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        if (_known.TryGetValue(key, out var known) && known.Until > now) return known.Caller;
        var changes = Volatile.Read(ref _changes);
        var hash = ApiKey.Hash(key);
        var caller = CryptographicOperations.FixedTimeEquals(hash, _adminHash) ? Caller.Admin : await _store.FindAsync(hash, cancellationToken);

        // Only keys that exist are remembered, so that guessing cannot fill the memory.
        if (caller is null) return null;

        // What was read while keys changed may be revoked already: it serves this call and is not kept.
        if (changes != Volatile.Read(ref _changes)) return caller;
        if (_known.Count >= Capacity) _known.Clear();
        _known[key] = (caller, now + Memory);
        return caller;
    }

    /// <inheritdoc />
    public void Dispose() => _watch.Dispose();

    private void Forget(TenantId? tenant)
    {
        Interlocked.Increment(ref _changes);
        foreach (var (key, known) in _known)
        {
            if (tenant is null || known.Caller.Tenant == tenant) _known.TryRemove(key, out _);
        }
    }
}
