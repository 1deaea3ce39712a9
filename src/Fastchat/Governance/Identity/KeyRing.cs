using System.Collections.Concurrent;
using System.Security.Cryptography;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;

namespace Fastchat.Governance.Identity;

/// <summary>Tells who a key belongs to; what it has found it remembers for five minutes at most, or until any node changes the tenant's keys.</summary>
public sealed class KeyRing : IDisposable
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);
    private const int Capacity = 10_000;

    private readonly ApiKeyStore _store;
    private readonly TimeProvider _clock;
    private readonly IDisposable[] _watches;
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(Caller Caller, DateTimeOffset At)> _forgottenUses = new();
    private readonly byte[] _adminHash;
    private int _changes;

    /// <summary>Watches for changes from now on.</summary>
    public KeyRing(ApiKeyStore store, TenantStore tenants, IdentityOptions options, TimeProvider clock)
    {
        _store = store;
        _clock = clock;
        _adminHash = ApiKey.Hash(options.AdminKey);
        _watches = [store.Watch(Forget), tenants.Watch(Forget)];
    }

    /// <summary>The caller; null for a key that is not known, has been revoked or has expired.</summary>
    public async ValueTask<Caller?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        if (_known.TryGetValue(key, out var known) && known.Until > now)
        {
            known.Use(now);
            return known.Caller;
        }

        var changes = Volatile.Read(ref _changes);
        var hash = ApiKey.Hash(key);
        if (CryptographicOperations.FixedTimeEquals(hash, _adminHash)) return Caller.Admin;

        // Only keys that can be used are remembered, so that guessing cannot fill the memory.
        if (await _store.FindAsync(hash, cancellationToken) is not var (record, served) || record.State(now) is not KeyState.Active) return null;
        var fresh = new Known(record.ToCaller() with { IsServed = served }, record.ExpiresAt < now + Memory ? record.ExpiresAt.Value : now + Memory);
        fresh.Use(now);

        // What was read while keys changed may be revoked already: it serves this call and is not kept.
        if (changes != Volatile.Read(ref _changes)) return fresh.Caller;
        if (_known.Count >= Capacity) Forget(tenant: null);
        _known[key] = fresh;
        return fresh.Caller;
    }

    /// <summary>Whose keys were used since the last time, and when last.</summary>
    public IReadOnlyList<(Caller Caller, DateTimeOffset At)> TakeUses()
    {
        var uses = new List<(Caller, DateTimeOffset)>();
        while (_forgottenUses.TryDequeue(out var use)) uses.Add(use);
        foreach (var known in _known.Values)
        {
            if (known.TakeUse() is { } at) uses.Add((known.Caller, at));
        }

        return uses;
    }

    /// <inheritdoc />
    public void Dispose() => Array.ForEach(_watches, w => w.Dispose());

    private void Forget(TenantId? tenant)
    {
        Interlocked.Increment(ref _changes);
        foreach (var (key, known) in _known)
        {
            if (tenant is not null && known.Caller.Tenant != tenant) continue;
            if (_known.TryRemove(key, out var forgotten) && forgotten.TakeUse() is { } at) _forgottenUses.Enqueue((forgotten.Caller, at));
        }
    }

    private sealed class Known(Caller caller, DateTimeOffset until)
    {
        private long _usedTicks;

        public Caller Caller { get; } = caller;

        public DateTimeOffset Until { get; } = until;

        public void Use(DateTimeOffset now) => Volatile.Write(ref _usedTicks, now.UtcTicks);

        public DateTimeOffset? TakeUse() => Interlocked.Exchange(ref _usedTicks, 0) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }
}
